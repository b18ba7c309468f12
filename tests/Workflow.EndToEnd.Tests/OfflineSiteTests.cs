using System.Text.Json;
using Workflow.EndToEnd.Tests.Program;
using Workflow.Testing.Files;

namespace Workflow.EndToEnd.Tests;

/// <summary>A version moves in one file to a site that has neither the data nor the network: the same digest, the same digits.</summary>
[Trait("Speed", "Slow")]
public sealed class OfflineSiteTests(TrainedHome trained)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_VersionOfAnotherSite_IsDeployedThereWithTheSameDigest()
    {
        using var folder = new TemporaryFolder();
        string bundle = folder.File("cooling.tar"), key = folder.File("site.pem"), pipelines = await ProcessPipelines.WriteAsync(folder, Cancel);
        (await trained.Program.RunAsync(Cancel, "image", "save", "hydraulic-cooling@1", "--out", bundle)).Succeeded();
        await File.WriteAllTextAsync(key, (await trained.Program.RunAsync(Cancel, "image", "keys", "export")).Succeeded().Output, Cancel);

        var there = new WorkflowProgram(Repository.Root, folder.File("home"));
        ProgramResult refused = await there.RunAsync(Cancel, "image", "load", bundle);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("nobody whose key is trusted here has signed it", refused.Error, StringComparison.Ordinal);
        (await there.RunAsync(Cancel, "image", "keys", "trust", key)).Succeeded();
        (await there.RunAsync(Cancel, "image", "load", bundle)).Succeeded();
        JsonElement version = Assert.Single((await there.RunAsync(Cancel, "versions", "--json")).Succeeded().Json.EnumerateArray());
        Assert.Equal(trained.Result.GetProperty("image").GetProperty("digest").GetString(), version.GetProperty("image").GetProperty("manifestDigest").GetString());
        Assert.Equal("hydraulic-cooling@1", version.GetProperty("importedFrom").GetProperty("name").GetString());

        JsonElement deployed = (await there.RunAsync(Cancel, "deploy", "hydraulic-cooling@1", "--env", "dev", "--file", pipelines, "--json")).Succeeded().Json;
        string request = trained.Result.GetProperty("endpoint").GetProperty("sampleRequest").GetString()!;
        Assert.Equal(await ScoreAsync(trained.Result, request), await ScoreAsync(deployed, request));
        (await there.RunAsync(Cancel, "stop", "hydraulic-cooling-dev")).Succeeded();
    }

    private static async Task<string> ScoreAsync(JsonElement result, string request)
    {
        using var http = new HttpClient { BaseAddress = new Uri(result.GetProperty("endpoint").GetProperty("url").GetString()!) };
        using var body = new StringContent(request, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.PostAsync(new Uri("model/score", UriKind.Relative), body, Cancel);
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel));
        return answer.RootElement.GetProperty("score").GetRawText();
    }
}
