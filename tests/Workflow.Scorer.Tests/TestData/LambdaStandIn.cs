using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>AWS Lambda's runtime interface as its documentation describes it: hands out events, one at a time, and takes the answers.</summary>
internal sealed class LambdaStandIn : IAsyncDisposable
{
    private const string Version = "/2018-06-01/runtime";

    private readonly WebApplication _server;
    private readonly Channel<(string Id, byte[] Body, TimeSpan Time)> _events = Channel.CreateUnbounded<(string, byte[], TimeSpan)>();
    private readonly Channel<LambdaReport> _reports = Channel.CreateUnbounded<LambdaReport>();
    private int _failures;
    private string? _open;

    private LambdaStandIn()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    /// <summary>Host and port.</summary>
    public string Api => new Uri(_server.Urls.First()).Authority;

    public static async Task<LambdaStandIn> StartAsync()
    {
        var standIn = new LambdaStandIn();
        await standIn._server.StartAsync(TestContext.Current.CancellationToken);
        return standIn;
    }

    /// <summary>Lets the next questions for an event fail.</summary>
    public void Fail(int times) => _failures = times;

    /// <summary>Has an event answered.</summary>
    public Task<LambdaReport> InvokeAsync(string body, TimeSpan? time = null) => InvokeAsync(Encoding.UTF8.GetBytes(body), time);

    /// <summary>Has an event answered.</summary>
    public async Task<LambdaReport> InvokeAsync(byte[] body, TimeSpan? time = null)
    {
        await _events.Writer.WriteAsync(($"id {Guid.NewGuid()}", body, time ?? TimeSpan.FromMinutes(1)), TestContext.Current.CancellationToken);
        return await ReportAsync();
    }

    /// <summary>The next thing that the function tells.</summary>
    public ValueTask<LambdaReport> ReportAsync() => _reports.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!;
        if (context.Request.Method == "GET" && path == $"{Version}/invocation/next")
        {
            if (Interlocked.Decrement(ref _failures) >= 0)
            {
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return;
            }

            // Who asks for the next event has forgotten the one before.
            if (Interlocked.Exchange(ref _open, null) is { } forgotten) await _reports.Writer.WriteAsync(new LambdaReport("/forgotten", forgotten));
            (string id, byte[] body, TimeSpan time) = await _events.Reader.ReadAsync(context.RequestAborted);
            _open = id;
            context.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = id;
            context.Response.Headers["Lambda-Runtime-Deadline-Ms"] = $"{(TimeProvider.System.GetUtcNow() + time).ToUnixTimeMilliseconds()}";
            await context.Response.Body.WriteAsync(body);
            return;
        }

        using var received = new MemoryStream();
        await context.Request.Body.CopyToAsync(received);
        _open = null;
        await _reports.Writer.WriteAsync(new LambdaReport(path[Version.Length..], Encoding.UTF8.GetString(received.ToArray())));
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }
}
