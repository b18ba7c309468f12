using System.Security.Cryptography;
using System.Text.Json;
using Workflow.Cli.Tests.TestData;

namespace Workflow.Cli.Tests.Commands;

/// <summary>Versions, listed, exported and named.</summary>
[Collection(nameof(Trained))]
[Trait("Speed", "Slow")]
public sealed class VersionCommandsTests(TrainedDesk desk)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Versions_Json_IsWhatTheRunHasTold()
    {
        JsonElement version = Assert.Single((await desk.RunAsync("versions", "--json")).Succeeded().Json.EnumerateArray());
        Assert.Equal(desk.Result.GetProperty("versionName").GetString(), version.GetProperty("name").GetString());
        Assert.Equal(desk.Result.GetProperty("metrics").GetProperty("test").GetProperty("logLoss").GetDouble(), version.GetProperty("logLoss").GetDouble());
        Assert.True(version.GetProperty("simulated").GetBoolean());
        Assert.Equal(desk.Result.Run(), version.GetProperty("run").GetString());
    }

    [Fact]
    public async Task Versions_OfOneModel_AreItsOwnOnly()
    {
        Assert.Single((await desk.RunAsync("versions", "trained", "--json")).Succeeded().Json.EnumerateArray());
        (await desk.RunAsync("versions", "tranied", "--json")).Refused(1, "there is no version of 'tranied'; did you mean 'trained'?");
    }

    [Theory]
    [InlineData("versions")]
    [InlineData("status")]
    public async Task List_ForAPerson_TellsTheVersionAndItsData(string command)
    {
        string told = (await desk.RunAsync(command)).Succeeded().Output;
        string line = Assert.Single(told.Split('\n'), line => line.Contains("trained@1", StringComparison.Ordinal));
        Assert.Contains("SIMULATED", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_Json_TellsEverything()
    {
        JsonElement status = (await desk.RunAsync("status", "--json")).Succeeded().Json;
        Assert.Equal(["endpoints", "versions", "runs"], status.EnumerateObject().Select(member => member.Name));
        Assert.Equal("trained@1", status.GetProperty("versions")[0].GetProperty("name").GetString());
        Assert.All(status.Runs(), run => Assert.Equal("trained Succeeded", run));
    }

    [Theory]
    [InlineData("trained")]
    [InlineData("trained@1")]
    public async Task Export_Pipeline_HasTheDigestThatVersionsTell(string name)
    {
        string file = desk.NewFile(".pipeline");
        CommandResult export = (await desk.RunAsync("export", "pipeline", name, "--out", file)).Succeeded();
        string digest = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file, Cancel)));
        Assert.Empty(export.Output);
        Assert.Contains($"SHA-256 {digest}", export.Error, StringComparison.Ordinal);
        Assert.Equal(digest, (await desk.RunAsync("versions", "--json")).Json[0].GetProperty("pipelineSha256").GetString());
    }

    [Theory]
    [InlineData("export pipeline trained@2", "there is no version 'trained@2'; there are trained@1")]
    [InlineData("export pipeline tranied", "did you mean 'trained'?")]
    [InlineData("score tranied --in test.csv", "did you mean 'trained'?")]
    [InlineData("export onnx trained@2", "there is no version 'trained@2'; there are trained@1")]
    [InlineData("export pipeline trained@", "written model@7")]
    [InlineData("export pipeline trained@-1", "written model@7")]
    [InlineData("image save trained", "trained@1 has no image")]
    public async Task Command_NamesAVersionThatIsNotThere_IsRefused(string arguments, string words)
    {
        string file = desk.NewFile(".out");
        (await desk.RunAsync([.. arguments.Split(' '), "--out", file])).Refused(1, words);
        Assert.False(File.Exists(file));
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("inspect")]
    public async Task Image_VersionHasNone_IsRefused(string command) =>
        (await desk.RunAsync("image", command, "trained")).Refused(1, "trained@1 has no image: its run did not reach build-image");

    [Fact]
    public async Task Run_OfATrainedPipeline_ForAPerson_TellsTheLeaderboardTheTestAndTheVersion()
    {
        CommandResult run = (await desk.RunAsync("run", "trained")).Succeeded();
        foreach (string words in (string[])["SIMULATED DATA", "300 rows from", "Leaderboard: ", "log loss", "Test      75 rows: ", "Version   trained@1, 17 input columns"])
        {
            Assert.Contains(words, run.Output, StringComparison.Ordinal);
        }

        Assert.Contains("nothing had changed: every step was reused", run.Error, StringComparison.Ordinal);
    }
}
