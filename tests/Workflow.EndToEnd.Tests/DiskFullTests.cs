using Workflow.EndToEnd.Tests.Program;
using Workflow.Testing.Files;

namespace Workflow.EndToEnd.Tests;

/// <summary>A state directory on a disk that is too small for a run, and becomes larger afterwards.</summary>
[Trait("Speed", "Slow")]
public sealed class DiskFullTests
{
    private const string Script = """
        set -e
        mkdir -p "$1"
        mount -t tmpfs -o size=SIZE none "$1"
        run() { "$0" run hydraulic-cooling --json --set train.budget.trials=6 --set "steps={ingest: , split: , guard: , train: , validate: }"; }
        if run > "$1.full"; then exit 99; fi
        mount -o remount,size=100m "$1"
        run
        """;

    // Too small for the table that ingest writes, and for the journal of the database.
    [Theory]
    [InlineData("460k")]
    [InlineData("600k")]
    public async Task Run_OnAFullDisk_SaysSoAndSucceedsWhenThereIsSpace(string size)
    {
        using var folder = new TemporaryFolder();
        var program = WorkflowProgram.Of(folder);

        ProgramResult result = (await program.RunShellAsync(Script.Replace("SIZE", size, StringComparison.Ordinal), TestContext.Current.CancellationToken)).Succeeded();

        Assert.Contains("the disk is full", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("a defect of this program", result.Error, StringComparison.Ordinal);
        Assert.Equal("Succeeded", result.Json.GetProperty("state").GetString());
    }
}
