"""The indicators that gold is annotated with."""

from __future__ import annotations

# A list of its own and not that of the rules: where no code of this list fits, gold says null, and then
# a code of another list is right too. A rule for a new indicator so makes no gold wrong, and figures of
# different versions can be compared. What a gold file names beyond it counts as known as well.
CORE = frozenset(
    """
    index.par index.sipas index.papi index.pci index.ict index.dti index.agency-rating
    satisfaction.overall satisfaction.public-services general.inspection general.task-completion
    legal.procedure-compliance legal.dissemination legal.database legal.review legal.impact-assessment
    procedures.published procedures.internal-published procedures.reviewed procedures.simplified
    procedures.cost-cut procedures.time-cut procedures.standardised procedures.on-time procedures.early
    procedures.late procedures.one-stop procedures.location-independent procedures.interlinked
    procedures.electronic-handling procedures.digitised procedures.e-results procedures.data-reuse
    procedures.no-resubmission procedures.waiting-time procedures.satisfaction procedures.feedback
    procedures.access eservices.full eservices.offered eservices.national-portal eservices.applications
    eservices.full-resolved eservices.with-cases eservices.payment-enabled eservices.payments
    eservices.postal eservices.data-synced organisation.units-cut organisation.unit-staff-cut
    organisation.civil-posts-cut organisation.restructured staff.job-positions staff.online-work
    staff.qualified staff.trained staff.performance finance.self-financing finance.conversion
    finance.disbursement finance.budget-cut egov.e-documents egov.case-files egov.reporting
    egov.data-sharing egov.systems egov.security egov.endpoint-protection egov.digital-signature
    egov.online-meetings egov.online-inspection
    """.split()  # noqa: SIM905 - seventy quoted words are harder to read
)
