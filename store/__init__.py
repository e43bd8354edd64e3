"""Records, findings and decisions in SQL; a run can be killed and resumed."""
