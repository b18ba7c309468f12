using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Workflow.EndToEnd.Tests.Program;
using Workflow.Testing.Files;

namespace Workflow.EndToEnd.Tests;

/// <summary>The main job where no Docker engine is wanted: the scorer runs as a process of this machine.</summary>
[Trait("Speed", "Slow")]
public sealed class ProcessPlatformTests(TrainedHome trained)
{
    private static readonly string[] Quick = ["--set", "environments.dev.platform=process", "--set", "train.budget.trials=6", "--set", "deploy=dev"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_OnPlatformProcess_ServesUntilStopped()
    {
        using var folder = new TemporaryFolder();
        WorkflowProgram program = trained.WithPublishedScorer(folder.File("home"));
        JsonElement result = (await program.RunAsync(Cancel, ["run", "hydraulic-cooling", "--json", .. Quick])).Succeeded().Json;
        var url = new Uri(result.GetProperty("endpoint").GetProperty("url").GetString()!);
        using var http = new HttpClient { BaseAddress = url };

        // The command has ended and the scorer answers.
        JsonElement ready = await http.GetFromJsonAsync<JsonElement>("health/ready", Cancel);
        Assert.Equal("ready", ready.GetProperty("status").GetString());

        // The endpoint that was stopped is started by the next run, on the same port.
        (await program.RunAsync(Cancel, "stop", "hydraulic-cooling-dev")).Succeeded();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri("health/live", UriKind.Relative), Cancel));
        JsonElement again = (await program.RunAsync(Cancel, ["run", "hydraulic-cooling", "--json", .. Quick])).Succeeded().Json;
        Assert.Equal(url, new Uri(again.GetProperty("endpoint").GetProperty("url").GetString()!));
        Assert.Equal("Succeeded", again.GetProperty("steps").EnumerateArray().Last().GetProperty("state").GetString());
        (await program.RunAsync(Cancel, "stop", "hydraulic-cooling-dev")).Succeeded();
    }

    // Two versions: planned, deployed, gone back from, and on record; an image that was changed behind our back is refused, unless somebody says why not.
    [Fact]
    public async Task Deploy_RegisteredVersion_IsPlannedDeployedRolledBackAndOnRecord()
    {
        using var folder = new TemporaryFolder();
        WorkflowProgram program = trained.WithPublishedScorer(folder.File("home"));
        string pipelines = await ProcessPipelines.WriteAsync(folder, Cancel);
        string[] file = ["--file", pipelines];
        (await program.RunAsync(Cancel, ["run", "hydraulic-cooling", "--json", "--set", "train.budget.trials=3", .. file])).Succeeded();
        JsonElement second = (await program.RunAsync(Cancel, ["run", "hydraulic-cooling", "--json", "--set", "train.budget.trials=2", .. file])).Succeeded().Json;
        Assert.Equal(2, second.GetProperty("version").GetInt32());

        JsonElement plan = (await program.RunAsync(Cancel, ["deploy", "hydraulic-cooling@1", "--env", "dev", "--plan", "--json", .. file])).Succeeded().Json;
        Assert.Equal(["Create process", "Remove deployment", "Change endpoint"], plan.GetProperty("changes").EnumerateArray().Select(Outline));
        Assert.Equal("hydraulic-cooling@2", await ServedAsync());
        JsonElement deployed = (await program.RunAsync(Cancel, ["deploy", "hydraulic-cooling@1", "--env", "dev", "--reason", "a try", "--json", .. file])).Succeeded().Json;
        Assert.Equal("hydraulic-cooling@1", deployed.GetProperty("versionName").GetString());
        Assert.Equal("hydraulic-cooling@1", await ServedAsync());
        plan = (await program.RunAsync(Cancel, ["deploy", "hydraulic-cooling@1", "--env", "dev", "--plan", "--json", .. file])).Succeeded().Json;
        Assert.Equal(["Keep endpoint"], plan.GetProperty("changes").EnumerateArray().Select(Outline));

        (await program.RunAsync(Cancel, ["rollback", "hydraulic-cooling-dev", "--reason", "worse", .. file])).Succeeded();
        Assert.Equal("hydraulic-cooling@2", await ServedAsync());
        JsonElement[] past = [.. (await program.RunAsync(Cancel, "deployments", "hydraulic-cooling-dev", "--json")).Succeeded().Json.EnumerateArray()];
        Assert.Equal(["hydraulic-cooling@2", "hydraulic-cooling@1", "hydraulic-cooling@2", "hydraulic-cooling@1"], past.Select(deployment => deployment.GetProperty("version").GetString()));
        Assert.Equal(["rollback: worse", "a try"], past.Take(2).Select(deployment => deployment.GetProperty("reason").GetString()));
        Assert.Equal([false, true, true, true], past.Select(deployment => deployment.TryGetProperty("until", out _)));

        // Rehearsed from the image, beside the endpoint, and gone again.
        JsonElement rehearsed = (await program.RunAsync(Cancel, "rollback", "hydraulic-cooling-dev", "--rehearse", "--json")).Succeeded().Json;
        Assert.Equal("hydraulic-cooling@1", rehearsed.GetProperty("version").GetString());
        Assert.True(rehearsed.GetProperty("seconds").GetDouble() > 0);
        Assert.Equal("hydraulic-cooling@2", await ServedAsync());
        Assert.DoesNotContain(Directory.EnumerateDirectories(Path.Combine(program.Home, "endpoints")), folder => Path.GetFileName(folder).StartsWith("rehearsal-", StringComparison.Ordinal));

        string blob = Path.Combine(program.Home, "images", "blobs", "sha256", deployed.GetProperty("image").GetProperty("configDigest").GetString()![7..]);
        await File.AppendAllTextAsync(blob, " ", Cancel);

        // It turns red before it is needed.
        ProgramResult drill = await program.RunAsync(Cancel, "rollback", "hydraulic-cooling-dev", "--rehearse");
        Assert.Equal(1, drill.ExitCode);
        Assert.StartsWith("hydraulic-cooling-dev: going back to hydraulic-cooling@1 would fail: the image of hydraulic-cooling@1 is refused: ", drill.Output, StringComparison.Ordinal);
        Assert.Contains("(it last worked ", drill.Output, StringComparison.Ordinal);
        Assert.Contains("going back to hydraulic-cooling@1 would fail", (await program.RunAsync(Cancel, "endpoints")).Succeeded().Output, StringComparison.Ordinal);
        ProgramResult refused = await program.RunAsync(Cancel, ["deploy", "hydraulic-cooling@1", "--env", "dev", .. file]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("the image of hydraulic-cooling@1 is refused: configuration's bytes: ", refused.Error, StringComparison.Ordinal);
        Assert.Equal("hydraulic-cooling@2", await ServedAsync());
        (await program.RunAsync(Cancel, ["deploy", "hydraulic-cooling@1", "--env", "dev", "--unverified", "a drill", .. file])).Succeeded();
        Assert.Contains("NOT VERIFIED: a drill", (await program.RunAsync(Cancel, "deployments", "hydraulic-cooling-dev")).Succeeded().Output, StringComparison.Ordinal);
        (await program.RunAsync(Cancel, "stop", "hydraulic-cooling-dev")).Succeeded();

        static string Outline(JsonElement change) => $"{change.GetProperty("action").GetString()} {change.GetProperty("kind").GetString()}";
        async Task<string?> ServedAsync()
        {
            JsonElement endpoint = Assert.Single((await program.RunAsync(Cancel, "endpoints", "--json")).Succeeded().Json.EnumerateArray());
            Assert.Equal("ready", endpoint.GetProperty("state").GetString());
            return endpoint.GetProperty("version").GetString();
        }
    }

    [Fact]
    public async Task Run_OnAPortInUse_IsRefusedNamingTheOwner()
    {
        using var folder = new TemporaryFolder();
        WorkflowProgram program = trained.WithPublishedScorer(folder.File("home"));
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        int port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;

        ProgramResult run = await program.RunAsync(Cancel, ["run", "hydraulic-cooling", .. Quick, "--set", $"environments.dev.port={port}"]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"port {port} is in use", run.Error, StringComparison.Ordinal);
        Assert.Contains($"(pid {Environment.ProcessId})", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_KilledInTheMiddle_IsTakenUpAgain()
    {
        using var folder = new TemporaryFolder();
        WorkflowProgram program = trained.WithPublishedScorer(folder.File("home"));
        using (Process killed = program.Start(["run", "hydraulic-cooling", .. Quick]))
        {
            while (await killed.StandardError.ReadLineAsync(Cancel) is { } line && !line.StartsWith("train: begins", StringComparison.Ordinal))
            {
                // Until training is in full swing.
            }

            killed.Kill(entireProcessTree: true);
            await killed.WaitForExitAsync(Cancel);
        }

        ProgramResult resumed = await program.RunAsync(Cancel, ["run", "hydraulic-cooling", "--json", .. Quick]);

        JsonElement result = resumed.Succeeded().Json;
        Assert.Contains("taking up the interrupted run", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.GetProperty("version").GetInt32());
        Assert.Equal(1, (await program.RunAsync(Cancel, "status", "--json")).Json.GetProperty("runs").GetArrayLength());
        (await program.RunAsync(Cancel, "stop", "hydraulic-cooling-dev")).Succeeded();
    }
}
