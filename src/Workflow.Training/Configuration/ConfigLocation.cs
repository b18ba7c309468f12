namespace Workflow.Training.Configuration;

/// <summary>Where a value was written.</summary>
/// <param name="Source">Name of the file, or the command-line option.</param>
/// <param name="Line">Line, from 1; 0 where the source has no lines.</param>
/// <param name="Column">Column, from 1.</param>
public sealed record ConfigLocation(string Source, long Line, long Column)
{
    /// <inheritdoc/>
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}:{Column}";
}
