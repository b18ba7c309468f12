namespace Workflow.Scorer.Thrift;

/// <summary>A call that cannot be answered: what its caller gets as a TApplicationException.</summary>
/// <param name="type">The number that Thrift has for it.</param>
/// <param name="message">What is wrong.</param>
internal sealed class ThriftError(int type, string message) : Exception(message)
{
    public const int UnknownMethod = 1;
    public const int WrongMessageType = 2;

    /// <summary>The call is right, and cannot be answered here or now.</summary>
    public const int Internal = 6;

    /// <summary>The call is wrong.</summary>
    public const int Protocol = 7;

    /// <summary>The number.</summary>
    public int Type => type;

    /// <summary>The status that HTTP has for it, for those who count.</summary>
    public int Status { get; init; } = type switch
    {
        UnknownMethod => StatusCodes.Status404NotFound,
        Internal => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status400BadRequest,
    };

    /// <summary>The exception of a call that is wrong.</summary>
    public static ThriftError Wrong(string message) => new(Protocol, message);
}
