namespace Workflow.Jobs.Pipelines;

/// <summary><see cref="ConfigNames"/>, as the reader of webhooks knows them.</summary>
internal static class StepNames
{
    /// <inheritdoc cref="ConfigNames.Rule"/>
    public const string Rule = ConfigNames.Rule;

    /// <inheritdoc cref="ConfigNames.IsName"/>
    public static bool IsName(string name) => ConfigNames.IsName(name);
}
