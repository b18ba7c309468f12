using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Workflow.Scoring.Schema;
using Workflow.Testing.Files;

namespace Workflow.Testing.Onnx;

/// <summary>What others say of exported models: the checker of the Python package onnx, and ONNX Runtime on Node.js. Each starts once for many models.</summary>
public static class OnnxPeers
{
    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);

    private static string Packages => Repository.Path(".artifacts", "node");

    /// <summary>Has models checked.</summary>
    /// <returns>What is wrong, a line for each model; empty where nothing is.</returns>
    public static async Task<string> CheckAsync(IReadOnlyList<OnnxCase> cases, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder, cases, cancellationToken);
        return (await RunAsync("/usr/bin/python3", [Script("check.py"), folder.Path], cancellationToken)).Error;
    }

    /// <summary>Has rows scored.</summary>
    /// <param name="cases">The models and their rows.</param>
    /// <param name="threads">1 to have trees added in their order; 0 for as many as a user gets.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>For each case the outputs by their names.</returns>
    public static async Task<IReadOnlyList<IReadOnlyDictionary<string, OnnxOutput>>> ScoreAsync(
        IReadOnlyList<OnnxCase> cases, int threads, CancellationToken cancellationToken)
    {
        Assert.True(Directory.Exists(Path.Combine(Packages, "node_modules", "onnxruntime-node")), "ONNX Runtime is missing: ./workflow test installs it");
        using var folder = new TemporaryFolder();
        await WriteAsync(folder, cases, cancellationToken);
        (int exitCode, string error) = await RunAsync("node", [Script("score.mjs"), folder.Path, Packages, threads.ToString(CultureInfo.InvariantCulture)], cancellationToken);
        Assert.True(exitCode == 0, error);
        return [.. cases.Index().Select(one => JsonSerializer.Deserialize<Dictionary<string, OnnxOutput>>(File.ReadAllBytes(NameOf(folder, one.Index, ".out.json")), Camel)!)];
    }

    private static string Script(string name) => Repository.Path("tests", "Workflow.Testing", "Onnx", name);

    private static string NameOf(TemporaryFolder folder, int index, string extension) => folder.File(index.ToString("D4", CultureInfo.InvariantCulture) + extension);

    private static async Task WriteAsync(TemporaryFolder folder, IReadOnlyList<OnnxCase> cases, CancellationToken cancellationToken)
    {
        foreach ((int i, OnnxCase one) in cases.Index())
        {
            await File.WriteAllBytesAsync(NameOf(folder, i, ".onnx"), one.Model, cancellationToken);
            var rows = new
            {
                Columns = one.Pipeline.InputColumns.Select(column => new { column.Name, IsText = column.Type == ColumnType.Category }),
                Rows = one.Rows.Select(row => row.Select((cell, column) => Value(one.Pipeline.InputColumns[column], cell))),
            };
            await File.WriteAllBytesAsync(NameOf(folder, i, ".json"), JsonSerializer.SerializeToUtf8Bytes(rows, Camel), cancellationToken);
        }
    }

    private static object? Value(InputColumn column, string? cell) =>
        cell is null || column.Type == ColumnType.Category ? cell : double.Parse(cell, CultureInfo.InvariantCulture);

    private static async Task<(int ExitCode, string Error)> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        string error = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, process.ExitCode == 0 ? string.Empty : $"{program} ended with exit code {process.ExitCode}: {error}");
    }
}
