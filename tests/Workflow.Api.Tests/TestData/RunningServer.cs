using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workflow.Api.Access;
using Workflow.Api.Hosting;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;
using Workflow.Testing.Pipelines;

namespace Workflow.Api.Tests.TestData;

/// <summary>A server in this process: a free port, a home of its own, SQLite, the pipelines of a <see cref="PipelinesFolder"/>.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private RunningServer(WebApplication server, PipelinesFolder folder, string key, CapturedLog log)
    {
        (Server, Folder, Key, Log) = (server, folder, key, log);
        Address = WorkflowServer.AddressOf(server);
        Anybody = new HttpClient { BaseAddress = Address };
        Owner = new HttpClient { BaseAddress = Address };
        Owner.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public WebApplication Server { get; }

    public PipelinesFolder Folder { get; }

    public string Key { get; }

    public CapturedLog Log { get; }

    public Uri Address { get; }

    /// <summary>A client without the key.</summary>
    public HttpClient Anybody { get; }

    /// <summary>A client with the key.</summary>
    public HttpClient Owner { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<RunningServer> StartAsync()
    {
        var folder = new PipelinesFolder();
        var log = new CapturedLog();
        string key = ServerKey.Create();
        var options = new ServerOptions { Port = 0, PipelinesPath = folder.PipelinesFile, Key = key };
        WebApplication server = WorkflowServer.Build(
            options, new JobsOptions { HomePath = folder.Home }, logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        await server.Services.GetRequiredService<Migrator>().MigrateAsync(Cancel);
        await server.StartAsync(Cancel);
        return new RunningServer(server, folder, key, log);
    }

    /// <summary>A service of the server.</summary>
    public T Get<T>()
        where T : notnull => Server.Services.GetRequiredService<T>();

    public Task<HttpResponseMessage> GetAsync(string path) => Anybody.GetAsync(new Uri(path, UriKind.Relative), Cancel);

    public Task<HttpResponseMessage> PostAsync(string path, object? body = null) =>
        Owner.PostAsync(new Uri(path, UriKind.Relative), body is null ? null : JsonContent.Create(body), Cancel);

    /// <summary>The answer of status 200 as JSON.</summary>
    public async Task<JsonElement> ReadAsync(string path)
    {
        HttpResponseMessage response = await GetAsync(path);
        string body = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {body}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(body).RootElement;
    }

    /// <summary>Begins a run.</summary>
    /// <param name="pipeline">Name of the pipeline.</param>
    /// <param name="noCache">Whether nothing is reused: what a gated run has made once would pass no gate again.</param>
    /// <returns>Its identifier.</returns>
    public async Task<string> StartRunAsync(string pipeline, bool noCache = false)
    {
        HttpResponseMessage response = await PostAsync("/api/v1/runs", new { pipeline, noCache });
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("run").GetString()!;
    }

    /// <summary>Follows a run by server-sent events until it is over.</summary>
    /// <returns>Every state that was told.</returns>
    public async Task<IReadOnlyList<RunResult>> FollowAsync(string run)
    {
        await using Stream stream = await Anybody.GetStreamAsync(new Uri($"/api/v1/runs/{run}/events", UriKind.Relative), Cancel);
        var states = new List<RunResult>();
        await foreach (SseItem<RunResult> item in SseParser.Create(stream, (_, data) => JobsJson.Read<RunResult>(data)).EnumerateAsync(Cancel))
        {
            Assert.Equal("progress", item.EventType);
            states.Add(item.Data);
        }

        return states;
    }

    /// <summary>Runs a pipeline to its end.</summary>
    public async Task<RunResult> RunAsync(string pipeline) => (await FollowAsync(await StartRunAsync(pipeline)))[^1];

    public async ValueTask DisposeAsync()
    {
        Anybody.Dispose();
        Owner.Dispose();
        await Server.StopAsync(CancellationToken.None);
        await Server.DisposeAsync();
        Folder.Dispose();
    }
}
