using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Steps.Programs;

/// <summary>
/// What decides the result of a program besides the content of its inputs, as far as pipelines.yaml says it. The files that the command names
/// are not looked at: where they count, they are an input, or a parameter names their version.
/// </summary>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Parameters">Values of its environment.</param>
/// <param name="Inputs">Which output each of its files is.</param>
/// <param name="Outputs">What it makes.</param>
internal sealed record ProgramParameters(
    IReadOnlyList<string> Command,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyDictionary<string, string> Inputs,
    IReadOnlyDictionary<string, OutputType> Outputs)
{
    /// <summary>Those of a program, in an order that does not depend on the file's.</summary>
    public static ProgramParameters Of(ProgramDefinition program) => new(
        program.Command,
        Sorted(program.Parameters, value => value),
        Sorted(program.Inputs, input => $"{input.Step}.{input.Output}"),
        Sorted(program.Outputs, type => type));

    private static SortedDictionary<string, TTo> Sorted<TFrom, TTo>(IReadOnlyDictionary<string, TFrom> values, Func<TFrom, TTo> convert) =>
        new(values.ToDictionary(value => value.Key, value => convert(value.Value), StringComparer.Ordinal), StringComparer.Ordinal);
}
