using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Steps;

/// <summary>An output of a step: declared by the step that makes it, named by those that read it.</summary>
/// <param name="Step">The step that makes it.</param>
/// <param name="Output">Its name within the step.</param>
/// <param name="Type">What it is.</param>
public sealed record StepOutput(string Step, string Output, OutputType Type)
{
    /// <summary>Type of a JSON document's content; null where anything may be in it.</summary>
    public Type? Content { get; init; }

    /// <summary>An output with a document of a known type.</summary>
    public static StepOutput Document<T>(string step, string output) => new(step, output, OutputType.Json) { Content = typeof(T) };
}
