using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Workflow.Testing.Files;
using Workflow.Testing.Http;

namespace Workflow.Jobs.Tests.Deployment.Exports;

/// <summary>The scorer as a function of AWS Lambda, against a stand-in of its runtime interface: one event at a time.</summary>
internal sealed class LambdaFunctionProcess : IAsyncDisposable
{
    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _answers = Channel.CreateUnbounded<string>();
    private readonly TemporaryFolder _folder = new();
    private LoopbackServer _api = null!;
    private Process _process = null!;

    private LambdaFunctionProcess()
    {
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<LambdaFunctionProcess> StartAsync(byte[] pipelineFile)
    {
        var function = new LambdaFunctionProcess();
        string path = function._folder.File("model.pipeline");
        await File.WriteAllBytesAsync(path, pipelineFile, Cancellation);
        function._api = await LoopbackServer.StartAsync(function.AnswerAsync);
        var info = new ProcessStartInfo("/bin/sh", ["-c", TestDeployments.ScorerCommand, "scorer", "--pipeline", path]) { UseShellExecute = false, RedirectStandardOutput = true };
        info.Environment["AWS_LAMBDA_RUNTIME_API"] = function._api.Url.Authority;
        function._process = Process.Start(info)!;
        function._process.BeginOutputReadLine();
        return function;
    }

    /// <summary>Has an event answered.</summary>
    public async Task<string> InvokeAsync(string body)
    {
        await _events.Writer.WriteAsync(body, Cancellation);
        return await _answers.Reader.ReadAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        await _api.DisposeAsync();
        _folder.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Method == "GET")
        {
            string body = await _events.Reader.ReadAsync(context.RequestAborted);
            context.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = "one";
            context.Response.Headers["Lambda-Runtime-Deadline-Ms"] = (TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(1)).ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
            await context.Response.WriteAsync(body, context.RequestAborted);
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        string answer = await reader.ReadToEndAsync(context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await _answers.Writer.WriteAsync(context.Request.Path.Value!.EndsWith("/response", StringComparison.Ordinal) ? answer : $"{context.Request.Path}: {answer}", CancellationToken.None);
    }
}
