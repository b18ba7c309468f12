using Workflow.Jobs.Plans;

namespace Workflow.Cli.Display;

/// <summary>Tells a person what a run of a pipeline will do.</summary>
internal static class PlanPrinter
{
    /// <summary>Prints the plan.</summary>
    /// <param name="pipeline">Name of the pipeline.</param>
    /// <param name="settings">What it will do otherwise than pipelines.yaml says.</param>
    /// <param name="plan">What a run of it will do.</param>
    public static void Print(string pipeline, IReadOnlyList<string> settings, IReadOnlyList<PlanLine> plan)
    {
        foreach (PlanLine line in plan) Terminal.Print($"{line.Name,-10}{line.Text}");
        Terminal.Note($"the next step: ./workflow run {pipeline}{string.Concat(settings.Select(setting => $" --set {ShellText.Quote(setting)}"))}");
    }
}
