"""What is asked before a case proceeds: checklist, review, findings, verdict; pure values only."""
