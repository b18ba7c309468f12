using System.IO.Compression;
using Workflow.EndToEnd.Tests.Program;
using Workflow.Testing.Data;
using Workflow.Testing.Files;
using Workflow.Testing.Requirements;

namespace Workflow.EndToEnd.Tests;

/// <summary>
/// The other pipelines of pipelines.yaml come to models that score their classes, as ONNX too. With few trials: what is tested is the way, not the figures.
/// </summary>
[Trait("Needs", "Node")]
[Trait("Speed", "Slow")]
public sealed class OtherPipelinesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("hydraulic-valve", "valve_cond_y.100,valve_cond_y.90,valve_cond_y.80,valve_cond_y.73", "close to total failure")]
    [InlineData("hydraulic-pump", "pump_leak_y.0,pump_leak_y.1,pump_leak_y.2", "severe leakage")]
    [InlineData("hydraulic-accumulator", "acc_gas_leak_y.130,acc_gas_leak_y.115,acc_gas_leak_y.100,acc_gas_leak_y.90", "optimal pressure")]
    [InlineData("hydraulic-stable", "stable_y.0,stable_y.1", "static conditions might not have been reached yet")]
    public Task Run_AnotherLabelOfTheRig_ScoresItsClassesAndTellsTheirMeanings(string pipeline, string header, string meaning) =>
        RunAsync(pipeline, header, meaning, "2205 rows scored");

    [Fact]
    public Task Run_CovidCases_ScoresBothClasses()
    {
        Require.That(HydraulicData.CovidCases is not null || !Require.IsCi, "cdc-case-surveillance-10000.csv in WORKFLOW_DATA_MIRROR");
        Assert.SkipWhen(HydraulicData.CovidCases is null, "no real data in WORKFLOW_DATA_MIRROR");
        return RunAsync("covid-death", "death_yn.No,death_yn.Yes", "died", "rows scored");
    }

    public void Dispose() => _folder.Dispose();

    private async Task RunAsync(string pipeline, string header, string meaning, string scored)
    {
        WorkflowProgram program = WorkflowProgram.Of(_folder);
        ProgramResult run = await program.RunAsync(
            Cancel, "run", pipeline, "--json", "--set", "train.budget.trials=4", "--set", "train.folds=3", "--set", "gates=", "--set", "steps={ingest: , split: , guard: , train: , validate: }");
        Assert.Equal("Succeeded", run.Succeeded().Json.GetProperty("state").GetString());

        string rows = _folder.File($"{pipeline}-rows.csv"), predictions = _folder.File($"{pipeline}-predictions.csv"), card = _folder.File($"{pipeline}.pipeline");
        (await program.RunAsync(Cancel, "data", pipeline, "--out", rows)).Succeeded();
        ProgramResult score = await program.RunAsync(Cancel, "score", $"{pipeline}@1", "--in", rows, "--out", predictions);
        Assert.Contains(scored, score.Succeeded().Error, StringComparison.Ordinal);
        Assert.Equal(header, (await File.ReadAllLinesAsync(predictions, Cancel))[0]);
        (await program.RunAsync(Cancel, "export", "pipeline", $"{pipeline}@1", "--out", card)).Succeeded();
        Assert.Contains(meaning, await ReadCardAsync(card), StringComparison.Ordinal);

        await OnnxAgreement.RequireAsync(program, $"{pipeline}@1", rows, _folder, Cancel);
    }

    private static async Task<string> ReadCardAsync(string pipelineFile)
    {
        await using ZipArchive archive = await ZipFile.OpenReadAsync(pipelineFile, Cancel);
        using var reader = new StreamReader(await archive.GetEntry("card.html")!.OpenAsync(Cancel));
        return await reader.ReadToEndAsync(Cancel);
    }
}
