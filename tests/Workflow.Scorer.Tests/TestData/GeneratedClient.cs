using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Workflow.Testing.Files;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>A Python client that Debian's thrift-compiler makes of a scorer's own /scoring.thrift, run with Debian's python3-thrift.</summary>
internal sealed class GeneratedClient : IDisposable
{
    // Debian's own, whatever other Python comes first in the path: python3-thrift is installed for this one.
    private const string Python = "/usr/bin/python3";

    private readonly TemporaryFolder _folder = new();
    private readonly int _port;

    private GeneratedClient(int port) => _port = port;

    /// <summary>Generates the client.</summary>
    public static async Task<GeneratedClient> GenerateAsync(RunningScorer scorer)
    {
        var client = new GeneratedClient(scorer.ThriftPort);
        HttpResponseMessage response = await scorer.GetAsync("scoring.thrift");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        string file = client._folder.File("scoring.thrift");
        await File.WriteAllTextAsync(file, await Answers.TextAsync(response), TestContext.Current.CancellationToken);
        string generated = Directory.CreateDirectory(client._folder.File("generated")).FullName;
        await RunAsync("thrift", ["-strict", "--gen", "py", "-out", generated, file], string.Empty);
        return client;
    }

    /// <summary>Makes calls on one connection.</summary>
    /// <param name="transport">buffered or framed.</param>
    /// <param name="protocol">strict, old or accelerated.</param>
    /// <param name="calls">Each a method and its arguments.</param>
    /// <returns>For each an object with a result or an error.</returns>
    public async Task<JsonElement[]> CallAsync(string transport, string protocol, params IReadOnlyList<object?[]> calls)
    {
        string script = Repository.Path("tests/Workflow.Scorer.Tests/Thrift/generated_client.py");
        string[] arguments = [script, _folder.File("generated"), _port.ToString(CultureInfo.InvariantCulture), transport, protocol];
        string answers = await RunAsync(Python, arguments, JsonSerializer.Serialize(calls));
        return JsonSerializer.Deserialize<JsonElement[]>(answers)!;
    }

    /// <summary>A number whose bits a client has told.</summary>
    public static double Number(JsonElement bits) => BitConverter.Int64BitsToDouble((long)ulong.Parse(bits.GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    public void Dispose() => _folder.Dispose();

    private static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string input)
    {
        using Process process = Start(
            new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true });
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}; apt-get install thrift-compiler python3-thrift where they are missing: {await error}");
        return output;
    }

    private static Process Start(ProcessStartInfo info)
    {
        try
        {
            return Process.Start(info)!;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException($"{info.FileName} cannot be run; apt-get install thrift-compiler python3-thrift", missing);
        }
    }
}
