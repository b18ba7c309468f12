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
