using System.Diagnostics;
using System.Text.Json;
using Workflow.Jobs.Batches;
using Workflow.Jobs.Home;
using Workflow.Jobs.Runs;
using Workflow.Scoring;

namespace Workflow.Bench.Batch;

/// <summary>One file scored into another, in a process of its own so that its memory can be told.</summary>
/// <param name="Seconds">From the model's file to the whole output on disk.</param>
/// <param name="Mebibytes">Most memory that the process had.</param>
internal sealed record BatchRun(double Seconds, double Mebibytes)
{
    /// <summary>Measures one file and prints it as JSON.</summary>
    public static async Task<int> RunAsync(string model, string input, string output)
    {
        long began = TimeProvider.System.GetTimestamp();
        var scorer = new BatchScorer(new WorkflowHome(output + ".home"), TimeProvider.System);
        var order = new BatchOrder("bench@1", [input], output) { Kept = ["id"], MostErrors = new ErrorLimit(0, null), Existing = ExistingOutput.ReplaceAny };
        await scorer.ScoreAsync(ScoringPipeline.Open(model), order, new Progress<StepProgress>(), CancellationToken.None);
        double seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new BatchRun(seconds, self.PeakWorkingSet64 / (double)(1 << 20))));
        return 0;
    }
}
