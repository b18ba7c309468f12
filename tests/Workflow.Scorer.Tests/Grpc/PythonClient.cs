using System.Diagnostics;
using System.Text.Json;
using Workflow.Testing.Files;

namespace Workflow.Scorer.Tests.Grpc;

/// <summary>A client that others wrote: Debian's Python package of gRPC, with messages that Debian's protoc makes of inference.proto.</summary>
public sealed class PythonClient : IAsyncLifetime
{
    private readonly TemporaryFolder _generated = new();

    /// <summary>Makes one call.</summary>
    internal async Task<PythonAnswer> CallAsync(Uri address, object call, string? certificate = null) => Assert.Single(await CallAsync(address, [call], certificate));

    /// <summary>Makes calls by one connection, one after the other.</summary>
    internal async Task<PythonAnswer[]> CallAsync(Uri address, object[] calls, string? certificate = null)
    {
        string script = Repository.Path("tests", "Workflow.Scorer.Tests", "Grpc", "client.py");
        string[] arguments = [script, _generated.Path, $"{(certificate is null ? address.Host : "localhost")}:{address.Port}", .. certificate is null ? Array.Empty<string>() : [certificate]];
        string answers = await RunAsync("/usr/bin/python3", arguments, JsonSerializer.Serialize(calls));
        return JsonSerializer.Deserialize<PythonAnswer[]>(answers, JsonSerializerOptions.Web)!;
    }

    /// <summary>Runs a program that imports the messages.</summary>
    internal async Task<string> RunAsync(string program, params string[] arguments)
    {
        string script = _generated.File("program.py");
        await File.WriteAllTextAsync(script, program, TestContext.Current.CancellationToken);
        return await RunAsync("/usr/bin/python3", [script, .. arguments], string.Empty);
    }

    public async ValueTask InitializeAsync() =>
        await RunAsync("/usr/bin/protoc", [$"--proto_path={Repository.Path("src", "Workflow.Scorer", "Grpc")}", $"--python_out={_generated.Path}", "inference.proto"], string.Empty);

    public ValueTask DisposeAsync()
    {
        _generated.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string input)
    {
        var info = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(info)!;
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation), error = process.StandardError.ReadToEndAsync(cancellation);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellation);
        Assert.True(process.ExitCode == 0, await error);
        return await output;
    }
}
