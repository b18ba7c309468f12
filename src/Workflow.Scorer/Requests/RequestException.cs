using Workflow.Scoring.Records;

namespace Workflow.Scorer.Requests;

/// <summary>A request that cannot be answered.</summary>
/// <param name="errors">What is wrong with it; at least one.</param>
internal sealed class RequestException(IReadOnlyList<RecordError> errors) : Exception(errors[0].ToString())
{
    /// <summary>Most errors that are told at once.</summary>
    public const int MostErrors = 100;

    /// <summary>Creates the exception of one error with the request as a whole.</summary>
    public RequestException(string reason)
        : this([new RecordError(null, null, reason)])
    {
    }

    /// <summary>Refuses the request where something is wrong with it.</summary>
    /// <param name="errors">What is wrong; so many of it are told as can be.</param>
    public static void ThrowIfAny(IReadOnlyList<RecordError> errors)
    {
        if (errors.Count > 0) throw new RequestException([.. errors.Take(MostErrors)]);
    }

    /// <summary>The same without what it tells of the model's columns.</summary>
    public RequestException WithoutSchema() => Errors.All(error => error.Column is null) ? this : new RequestException([.. Errors.Select(WithoutSchema).Distinct()]);

    /// <summary>What is wrong with the request.</summary>
    public IReadOnlyList<RecordError> Errors { get; } = errors;

    private static RecordError WithoutSchema(RecordError error) =>
        error.Column is null ? error : new RecordError(error.Row, null, "a cell is not what the model expects; which one and why is not told here");
}
