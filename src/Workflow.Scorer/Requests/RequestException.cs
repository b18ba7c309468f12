namespace Workflow.Scorer.Requests;

/// <summary>A request that cannot be answered.</summary>
/// <param name="errors">What is wrong with it; at least one.</param>
internal sealed class RequestException(IReadOnlyList<RequestError> errors) : Exception(errors[0].ToString())
{
    /// <summary>Most errors that are told at once.</summary>
    public const int MostErrors = 100;

    /// <summary>Creates the exception of one error with the request as a whole.</summary>
    public RequestException(string reason)
        : this([new RequestError(null, null, reason)])
    {
    }

    /// <summary>Refuses the request where something is wrong with it.</summary>
    /// <param name="errors">What is wrong; so many of it are told as can be.</param>
    public static void ThrowIfAny(IReadOnlyList<RequestError> errors)
    {
        if (errors.Count > 0) throw new RequestException([.. errors.Take(MostErrors)]);
    }

    /// <summary>The same without what it tells of the model's columns.</summary>
    public RequestException WithoutSchema() => Errors.All(error => error.Column is null) ? this : new RequestException([.. Errors.Select(error => error.WithoutSchema()).Distinct()]);

    /// <summary>What is wrong with the request.</summary>
    public IReadOnlyList<RequestError> Errors { get; } = errors;
}
