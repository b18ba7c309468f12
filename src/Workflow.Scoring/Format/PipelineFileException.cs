namespace Workflow.Scoring.Format;

/// <summary>A scoring pipeline file that cannot be trusted: the message says which part and what is wrong with it.</summary>
public sealed class PipelineFileException : Exception
{
    /// <summary>Creates the exception.</summary>
    public PipelineFileException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public PipelineFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
