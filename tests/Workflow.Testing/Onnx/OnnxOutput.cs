using System.Text.Json;

namespace Workflow.Testing.Onnx;

/// <summary>A tensor that ONNX Runtime has answered.</summary>
/// <param name="Type">What it holds, for example <c>float32</c>.</param>
/// <param name="Dims">Length of each dimension.</param>
/// <param name="Data">The values, row by row; integers and numbers that are not finite as texts.</param>
public sealed record OnnxOutput(string Type, int[] Dims, JsonElement[] Data)
{
    /// <summary>The values as numbers.</summary>
    public double[] Numbers => [.. Data.Select(value => double.Parse(value.ToString(), System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>The values as texts.</summary>
    public string[] Texts => [.. Data.Select(value => value.ToString())];
}
