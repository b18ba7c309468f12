namespace Workflow.Scorer.Streams;

/// <summary>What the body of a request is.</summary>
internal enum BodyFormat
{
    /// <summary>One JSON value, read as a whole.</summary>
    Json,

    /// <summary>Comma-separated values with a header, read as they come.</summary>
    Csv,

    /// <summary>Tab-separated values with a header, read as they come.</summary>
    TabSeparated,

    /// <summary>One JSON object a line, read as they come.</summary>
    JsonLines,
}
