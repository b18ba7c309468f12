namespace Workflow.Scoring.Records;

/// <summary>Records that cannot be read at all: none of their rows is good.</summary>
/// <param name="errors">What is wrong with them; at least one.</param>
internal sealed class RecordException(IReadOnlyList<RecordError> errors) : Exception(errors[0].ToString())
{
    /// <summary>Creates the exception of one error with the records as a whole.</summary>
    public RecordException(string reason)
        : this([new RecordError(null, null, reason)])
    {
    }

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<RecordError> Errors { get; } = errors;
}
