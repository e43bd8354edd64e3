"""Stands in for reading a file, with everything a file could do to a process."""

from __future__ import annotations

import os
import signal
import sys
import time

from gouji.pipeline import Done, Job, Options
from report.document import SourceFile
from report.finding import Outcome


def process(job: Job, options: Options) -> Done:
    del options
    if job.path == "hang":
        time.sleep(600)
    elif job.path == "hang-deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        while True:
            pass
    elif job.path == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    elif job.path == "exit":
        os._exit(3)
    elif job.path == "print":
        sys.stdout.write("noise on stdout")
        os.write(1, b"more noise")
        sys.stdout.flush()
    elif job.path.startswith("sleep "):
        time.sleep(float(job.path.split()[1]))
    elif job.path == "large":
        return Done(job, None, Outcome(SourceFile("x" * 3_000_000, "", "", 0), "failed"))
    return Done(job, None, Outcome(SourceFile(job.path, "", "", os.getpid()), "failed"))
