using System.Globalization;
using Workflow.Jobs.Pipelines;
using Workflow.Training.Experiments;

namespace Workflow.Jobs.Plans;

/// <summary>What the dials of a search say, and where something that is named itself wins over them.</summary>
internal static class DialTexts
{
    /// <summary>The dials in words.</summary>
    /// <param name="train">The search.</param>
    /// <param name="dials">Its dials.</param>
    public static string Of(ExperimentDefinition train, Dials dials) => string.Join(
        "; ",
        [$"accuracy {Number(dials.Accuracy)}, time {Number(dials.Time)}, interpretability {Number(dials.Interpretability)}", .. Overruled(train, dials)]);

    private static IEnumerable<string> Overruled(ExperimentDefinition train, Dials dials)
    {
        IReadOnlyDictionary<string, string> named = DialSettings.Read(train), byDial = DialSettings.Read(dials.Apply(new ExperimentDefinition()));
        return
        [
            .. from key in DialSettings.Governed(dials)
               where named[key] != byDial[key]
               select $"{key} is named itself and stays {named[key]} (the dial: {byDial[key]})",
        ];
    }

    private static string Number(int? dial) => dial?.ToString(CultureInfo.InvariantCulture) ?? "as it is";
}
