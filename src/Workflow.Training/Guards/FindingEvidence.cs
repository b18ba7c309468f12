using System.Text.Json.Serialization;
using Workflow.Training.Guards.Columns;
using Workflow.Training.Guards.Contamination;
using Workflow.Training.Guards.Leakage;
using Workflow.Training.Guards.Shift;

namespace Workflow.Training.Guards;

/// <summary>The figures behind a finding, one kind each.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(LeakageEvidence), "leakage")]
[JsonDerivedType(typeof(ShiftEvidence), "shift")]
[JsonDerivedType(typeof(ContaminationEvidence), "contamination")]
[JsonDerivedType(typeof(BalanceEvidence), "balance")]
[JsonDerivedType(typeof(MissingEvidence), "missing")]
[JsonDerivedType(typeof(DuplicateColumnEvidence), "duplicate-column")]
public abstract record FindingEvidence;
