using System.Text.Json;
using Workflow.EndToEnd.Tests.Program;
using Workflow.Testing.Files;
using Workflow.Testing.Postgres;

namespace Workflow.EndToEnd.Tests;

/// <summary>The job with its runs, versions and endpoints in PostgreSQL.</summary>
[Trait("Speed", "Slow")]
[Trait("Needs", "PostgreSQL")]
public sealed class PostgresRunTests
{
    private static readonly string[] Quick =
        ["run", "hydraulic-cooling", "--json", "--set", "train.budget.trials=6", "--set", "steps={ingest: , split: , guard: , train: , validate: }"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_OnPostgres_IsStoredThereReusedAndScored()
    {
        using var folder = new TemporaryFolder();
        await using PostgresCluster cluster = await PostgresCluster.StartAsync(Cancel);
        var program = WorkflowProgram.Of(folder, await cluster.CreateDatabaseAsync(Cancel));

        JsonElement first = (await program.RunAsync(Cancel, Quick)).Succeeded().Json;
        JsonElement second = (await program.RunAsync(Cancel, Quick)).Succeeded().Json;

        Assert.All(first.GetProperty("steps").EnumerateArray(), step => Assert.Equal("Succeeded", step.GetProperty("state").GetString()));
        Assert.All(second.GetProperty("steps").EnumerateArray(), step => Assert.Equal("Reused", step.GetProperty("state").GetString()));
        Assert.Equal(first.GetProperty("metrics").GetRawText(), second.GetProperty("metrics").GetRawText());
        JsonElement status = (await program.RunAsync(Cancel, "status", "--json")).Succeeded().Json;
        Assert.Equal(2, status.GetProperty("runs").GetArrayLength());
        Assert.False(File.Exists(Path.Combine(program.Home, "workflow.db")));

        (await program.RunAsync(Cancel, "data", "hydraulic-cooling", "--out", folder.File("rows.csv"))).Succeeded();
        ProgramResult scored = await program.RunAsync(Cancel, "score", "hydraulic-cooling", "--in", folder.File("rows.csv"), "--out", folder.File("predictions.csv"));
        Assert.Contains("2205 rows scored", scored.Succeeded().Error, StringComparison.Ordinal);
    }
}
