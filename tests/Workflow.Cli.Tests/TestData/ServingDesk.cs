using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Workflow.Testing.Pipelines;

namespace Workflow.Cli.Tests.TestData;

/// <summary>A desk with a running server: <c>workflow up</c> on a free port.</summary>
internal sealed class ServingDesk : IDisposable
{
    private readonly Desk _desk = new();

    /// <summary>The server.</summary>
    public WorkflowProcess Server { get; private set; } = null!;

    /// <summary>The folder.</summary>
    public PipelinesFolder Folder => _desk.Folder;

    /// <summary>Where the server says that it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The key that the server asks for.</summary>
    public string Key { get; private set; } = null!;

    /// <summary>Where the server leaves its address and key.</summary>
    public string ServerFile => Path.Combine(Folder.Home, "server.json");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="variables">Names and values of variables that its environment has besides.</param>
    public static async Task<ServingDesk> StartAsync(params (string Name, string Value)[] variables)
    {
        var desk = new ServingDesk();
        foreach ((string name, string value) in variables) desk._desk.Variables[name] = value;
        await desk.StartServerAsync();
        return desk;
    }

    /// <summary>Starts another server where the first has ended.</summary>
    public Task RestartAsync()
    {
        Server.Dispose();
        return StartServerAsync();
    }

    /// <summary>Starts a command.</summary>
    public WorkflowProcess Start(params IEnumerable<string> arguments) => _desk.Start(arguments);

    /// <summary>Carries out a command to its end.</summary>
    public Task<CommandResult> RunAsync(params IEnumerable<string> arguments) => _desk.RunAsync(arguments);

    /// <summary>Asks the server to begin a run.</summary>
    /// <param name="pipeline">Name of the pipeline.</param>
    /// <param name="key">The key to show; null for none.</param>
    public async Task<HttpResponseMessage> PostRunAsync(string pipeline, string? key)
    {
        using var http = new HttpClient { BaseAddress = Address };
        if (key is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await http.PostAsJsonAsync("api/v1/runs", new { pipeline }, Cancel);
    }

    /// <summary>Follows a run to its end.</summary>
    /// <returns>What the server tells of it then.</returns>
    public async Task<JsonElement> FollowAsync(string run)
    {
        using var http = new HttpClient { BaseAddress = Address };
        await http.GetStringAsync(new Uri($"api/v1/runs/{run}/events", UriKind.Relative), Cancel);
        return JsonDocument.Parse(await http.GetStringAsync(new Uri($"api/v1/runs/{run}", UriKind.Relative), Cancel)).RootElement;
    }

    /// <summary>Asks the server to end.</summary>
    public Task<CommandResult> EndAsync(string signal = "TERM")
    {
        Server.Signal(signal);
        return Server.EndAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Server.Dispose();
        _desk.Dispose();
    }

    private async Task StartServerAsync()
    {
        Server = _desk.Start("up", "--port", "0");
        string line = await Server.ReadErrorUntilAsync("Workflow answers on ");
        Address = new Uri(line.Split(' ')[3]);
        await Server.ReadErrorUntilAsync("The key for changes is in ");
        Key = JsonDocument.Parse(await File.ReadAllBytesAsync(ServerFile, Cancel)).RootElement.GetProperty("key").GetString()!;
    }
}
