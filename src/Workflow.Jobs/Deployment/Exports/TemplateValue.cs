namespace Workflow.Jobs.Deployment.Exports;

/// <summary>What a placeholder stands for.</summary>
/// <param name="Text">The value.</param>
/// <param name="IsJson">Whether it is a JSON document on one line, and not a text.</param>
public sealed record TemplateValue(string Text, bool IsJson = false);
