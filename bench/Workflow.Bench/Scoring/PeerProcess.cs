using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Workflow.Bench.Scoring;

/// <summary>A runtime in a process of its own that is told by lines what to measure: bench/peers/predict.py and predict.mjs.</summary>
internal sealed class PeerProcess : IRuntime
{
    private readonly Process _process;
    private readonly int _outputs;

    private PeerProcess(string name, Process process, int outputs)
    {
        Name = name;
        _process = process;
        _outputs = outputs;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>XGBoost's Python package.</summary>
    public static PeerProcess Python(string root, string folder) => Start(
        "XGBoost, Python `inplace_predict`", "/usr/bin/python3", [Path.Combine(root, "bench", "peers", "predict.py"), folder], outputs: 1);

    /// <summary>ONNX Runtime on Node.js.</summary>
    /// <param name="root">The checkout.</param>
    /// <param name="folder">Where the model and its rows are.</param>
    /// <param name="classes">Number of classes: it answers the probability of each, also of two.</param>
    public static PeerProcess Onnx(string root, string folder, int classes) => Start(
        "ONNX Runtime, Node.js", "node", [Path.Combine(root, "bench", "peers", "predict.mjs"), folder, Path.Combine(root, ".artifacts", "node")], classes);

    /// <summary>Writes what the processes read.</summary>
    public static void Write(string folder, BenchModel model)
    {
        File.WriteAllBytes(Path.Combine(folder, "model.json"), model.Booster);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), model.Onnx);
        File.WriteAllBytes(Path.Combine(folder, "rows.f64"), MemoryMarshal.AsBytes<double>(model.Cells).ToArray());
        File.WriteAllText(Path.Combine(folder, "rows.json"), JsonSerializer.Serialize(new { columns = model.Pipeline.InputColumns.Select(column => column.Name), rows = model.RowCount }));
    }

    /// <inheritdoc/>
    public async Task<double[]> AnswersAsync()
    {
        double[] answers = JsonSerializer.Deserialize<double[]>(await AskAsync("answers"))!;
        return _outputs == 2 ? [.. answers.Where((_, i) => i % 2 == 1)] : answers;
    }

    /// <inheritdoc/>
    public async Task<Speed> SingleAsync(double seconds) => Speed.Parse(await AskAsync(string.Create(CultureInfo.InvariantCulture, $"single {seconds}")));

    /// <inheritdoc/>
    public async Task<Speed> BatchAsync(double seconds) => Speed.Parse(await AskAsync(string.Create(CultureInfo.InvariantCulture, $"batch {seconds}")));

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5))) _process.Kill();
        _process.Dispose();
    }

    private static PeerProcess Start(string name, string program, string[] arguments, int outputs)
    {
        var info = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        info.Environment["OMP_NUM_THREADS"] = "1";
        return new PeerProcess(name, Process.Start(info)!, outputs);
    }

    private async Task<string> AskAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        return await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"{Name} has ended");
    }
}
