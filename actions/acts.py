"""The codes of the journal, each with one line of meaning; data/words has their names as ``act.<code>``."""

from enum import StrEnum


class Act(StrEnum):
    """What was done."""

    SITE_MADE = "site.made"  # an empty or a demonstration store was created
    SITE_RESTORED = "site.restored"  # a backup was put in the place of the site
    SITE_UPGRADED = "site.upgraded"  # the store moved to the steps of a newer version
    PERSON_ADDED = "person.added"  # an account was opened
    PERSON_CHANGED = "person.changed"  # roles or the state of an account were changed
    SESSIONS_ENDED = "person.sessions_ended"  # all sessions of a person were ended
    SIGNED_IN = "person.signed_in"  # a session began
    SIGNED_OUT = "person.signed_out"  # a session was ended by its person
    LOCKED_OUT = "person.locked_out"  # too many wrong passwords
    CASES_IMPORTED = "cases.imported"  # a sheet was accepted
    IMPORT_TAKEN_BACK = "cases.taken_back"  # ... and taken back as a whole
    CASE_REGISTERED = "case.registered"  # one case was proposed by form
    CASE_MOVED = "case.moved"  # the status of a case changed
    KIT_TAKEN = "cases.kit"  # the kit of an administration came back
    CASES_EDITED = "cases.edited"  # fields of several cases were corrected
    EDIT_UNDONE = "cases.edit_undone"  # ... and put back
    CASES_MERGED = "cases.merged"  # two cases are one; receiving the second again takes it back
    SCORE_RECORDED = "score.recorded"  # a score was stated for a case and a criterion
    SCORES_RECORDED = "score.listed"  # one criterion was scored for several cases at once
    SCORE_SHEET_TAKEN = "score.sheet"  # ... and many, by a sheet that came back
    SCORE_CONFIRMED = "score.confirmed"  # a proposed score was confirmed by a person
    WEIGHTING_SAVED = "weighting.saved"  # a named weighting was saved
    SCENARIO_SAVED = "scenario.saved"  # a way of looking at the order was kept
    SCENARIO_DROPPED = "scenario.dropped"  # ... and forgotten
    RANKING_FROZEN = "ranking.frozen"  # a ranking was kept with all its inputs
    ROUND_OPENED = "panel.opened"  # a round of blind scoring began
    VOTE_GIVEN = "panel.voted"  # a member scored; what they said is not here while the round is open
    ROUND_CLOSED = "panel.closed"  # the medians of a round are in force
    SENT_TO_REVIEW = "review.sent"  # a shortlist went to the reviewers
    TRIAGE_GIVEN = "review.triage_given"  # ... who were told which of them to begin
    REVIEW_OPENED = "review.opened"  # an examination began; the verdict before it lapses
    QUESTION_ANSWERED = "review.answered"  # one question was answered
    SHEET_TAKEN = "review.sheet"  # ... and several more, by a sheet that came back
    TEXT_TRANSLATED = "review.translated"  # what somebody wrote, put into another language beside it
    ASK_SHEET_TAKEN = "review.asks_sheet"  # answers of an administration came back in a sheet
    TRAITS_CONFIRMED = "review.traits"  # the triage of an open examination was corrected
    SECOND_READER_WANTED = "review.second_reader"  # one person alone set much aside: another reads it too
    REVIEWERS_ASSIGNED = "review.assigned"  # people were given a case to examine, or took a free place
    FEWER_WANTED = "review.fewer"  # nobody else may examine the case: it goes on with those it has
    INTEREST_DECLARED = "review.declared"  # a reviewer said whether they have an interest in the case
    ROUND_FINISHED = "review.finished"  # a reviewer ended their blind round
    QUESTION_SETTLED = "review.settled"  # a second person decided a red line, between answers, or a mitigation
    MITIGATION_FULFILLED = "review.fulfilled"  # what was offered was found carried out
    MITIGATION_OFFERED = "review.mitigated"  # something was offered against a finding
    MESSAGE_WRITTEN = "review.message"  # a reviewer wrote to the others about a question
    MESSAGE_PROCESSED = "review.processed"  # a message was dealt with
    EVIDENCE_BROUGHT = "evidence.brought"  # a file, a link or a text was kept as evidence
    EVIDENCE_USED = "evidence.used"  # ... and serves one more question
    DISSENT_KEPT = "review.dissent"  # a reviewer kept an opinion of their own
    ADMINISTRATION_ASKED = "review.asked"  # questions went to the administration
    ASK_TAKEN_BACK = "review.ask_taken_back"  # ... whose answer is waited for no longer
    ADMINISTRATION_ANSWERED = "review.replied"  # ... and an answer came back
    REVIEW_CLOSED = "review.closed"  # a verdict was given
    REVIEW_FOLLOWED = "review.followed"  # the case changed under an open review; what depends on it is asked again
    CASE_RESUBMITTED = "review.resubmitted"  # its administration answered a verdict of redesign or refusal
    VERDICT_LAPSED = "review.lapsed"  # a field that a verdict rests on changed; what depends on it is asked again
    CASE_CHOSEN = "plan.chosen"  # a case entered the selection
    CASE_RELEASED = "plan.released"  # a case left the selection
    REVIEWS_RENEWED = "review.renewed"  # verdicts that time had overtaken are examined again
    CHOICE_LAPSED = "plan.lapsed"  # a case fell out of the selection, because what cleared it no longer stands
