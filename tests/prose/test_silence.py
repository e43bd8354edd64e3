"""What must not be reported: each pitfall of reading prose stays silent."""

import pytest

from tests.claims.reading import CELLS, findings

DEPARTMENT = "云河县水利局"


def asked(text: str, issuer: str = "云河县人民政府") -> list[str]:
    return [f.code for f in findings(text, issuer=issuer) if f.severity != "note"]


@pytest.mark.parametrize(
    "text",
    [
        # other things than requests
        "全年收到网络咨询300件，答复300件，办结率100%。",
        "12345热线受理工单1.2万余件，按期办结率99.8%。",
        "县长信箱收到来信50件，均已办结。",
        "办理人大代表建议11件、政协提案5件，均已办结。",
        "全年受理举报投诉120件，办结118件。",
        "受理群众诉求259起。",
        "全年解读政策21件，培训300人次，网站访问量12.6万次。",
        # another time
        "历年累计收到政府信息公开申请560件。",
        "自条例施行以来累计收到政府信息公开申请560件。",
        "截至2023年6月底，收到政府信息公开申请20件。",
        "2022年收到政府信息公开申请40件，2023年收到政府信息公开申请45件。",
        "收到政府信息公开申请45件，比上年的40件增加5件。",
        "2024年计划办理政府信息公开申请60件。",
        # documents and powers
        "制作依申请公开文件12件，不予公开文件3件。",
        "权责事项256项，其中行政许可17项、行政处罚159项、行政强制80项。",
        "作出行政许可决定850件，行政处罚决定70件。",
        "政策、规范性文件类信息68条。",
        "清理行政规范性文件120件，废止20件，修订6件。",
        "对3件规范性文件征求意见，解读规范性文件5件。",
        "行政事业性收费金额20万元。",
        "全年收取信息处理费3940元。",
        "以县政府名义制发行政规范性文件3件。",
        "制定规章制度12件，公布人事任免文件30件。",
        "全年未收到行政许可申请。",
        # scope
        "县政府办公室收到政府信息公开申请12件，答复12件。",
        "县政府本级收到政府信息公开申请12件。",
        "县公安局收到政府信息公开申请8件，县住建局收到5件。",
        "各乡镇收到政府信息公开申请20件。",
        # deadlines
        "收到政府信息公开申请45件，全部按时答复。",
        "收到政府信息公开申请45件，均在法定期限内办结，答复率100%。",
        "收到政府信息公开申请45件，按时办结率100%。",
        "收到政府信息公开申请45件，除结转2件外均已办结。",
        # disputes
        "未发生政府信息公开行政诉讼败诉案件。",
        "受理行政复议案件130件，审结120件。",
        "作为行政复议机关，审理行政复议案件30件。",
        "行政诉讼一审2件，二审1件。",
        "无因政府信息公开引起的举报、投诉、申诉。",
        "政府信息公开行政复议未被纠正。",
        # none that is none of the form's
        "未收到传真申请。",
        "未收到不予公开答复的异议。",
        "没有出现超期答复政府信息公开申请的情况。",
        "如未收到政府信息公开申请答复，可以投诉。",
        # lists
        "公开信息1000条，其中动态类300条、政策类200条等。",
        "公开信息1000条，主要包括动态类300条、政策类200条。",
        "公开信息1000条，其中原创信息120条。",
        "公开信息1000条，其中动态类300条、政策类200条。",
        "公开信息73条，其中网站公开73条；微信公开73条；公开栏公开73条。",
        "公开信息1000条，其中网站800条、微信700条（同一信息多渠道发布）。",
        "公开信息900余条，其中网站600条、微信200条。",
        "召开会议3次，开展培训5次，其中视频培训2次。",
        "收到政府信息公开申请45件，其中涉及征地20件、教育6件。",
        "收到政府信息公开申请45件，其中予以公开20件。",
        # shares
        "惠企政策占比超过四成。",
        "公开信息1000条，占全县总数的12.3%。",
        "群众满意率98%，合格率均为100%。",
        # not the number it looks like
        "共收到2023年政府信息公开申请四十五件。",
        "收到政府信息公开申请近50件。",
    ],
)
def test_nobody_is_asked(text: str) -> None:
    assert asked(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "全县水利系统收到政府信息公开申请100件。",
        "全县收到政府信息公开申请1200件，未发生行政复议。",
    ],
)
def test_a_department_may_speak_of_the_whole_county(text: str) -> None:
    assert "CLM01" not in asked(text, DEPARTMENT)


def test_a_district_may_give_both_its_own_figure_and_the_total() -> None:
    text = "全县收到政府信息公开申请45件，县政府本级收到政府信息公开申请12件。"
    assert asked(text) == []


def test_the_same_figure_twice_is_no_conflict() -> None:
    text = "全年主动公开政府信息742条。\n2023年，我县主动公开政府信息742条。"
    assert asked(text) == []


def test_parts_of_two_kinds_are_two_lists() -> None:
    text = "收到政府信息公开申请45件，其中网络申请35件，信函申请10件；自然人40件，企业5件。"
    assert asked(text) == []


def test_channels_may_count_those_carried_over_too() -> None:
    text = "收到政府信息公开申请45件，其中网络申请36件，信函申请12件。"
    assert asked(text) == []


def test_an_empty_report_says_nothing() -> None:
    assert findings("", {}) == ()
    assert findings("本报告由县政府办公室编制。", CELLS) == ()
