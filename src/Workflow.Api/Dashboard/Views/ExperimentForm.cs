using Workflow.Api.Dashboard.Forms;
using Workflow.Api.Settings;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Plans;

namespace Workflow.Api.Dashboard.Views;

/// <summary>What a user chooses for an experiment, beside what pipelines.yaml says and what the experiment that it is built from did.</summary>
public sealed record ExperimentForm
{
    /// <summary>Name of the pipeline.</summary>
    public required string Pipeline { get; init; }

    /// <summary>What the file says, by key.</summary>
    public required IReadOnlyDictionary<string, string> Written { get; init; }

    /// <summary>What the experiment that it is built from did otherwise than the file says, as <c>KEY=VALUE</c>; it goes on to this one.</summary>
    public IReadOnlyList<string> Carried { get; init; } = [];

    /// <summary>What the fields hold until a user changes them, by key: what the file says, and what is carried.</summary>
    public required IReadOnlyDictionary<string, string> Base { get; init; }

    /// <summary>What the fields hold, by key.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>What the experiment is called: a tag of its run; empty for none.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>Tags that the pipeline's runs have anyway.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Words that a user looks for among the settings.</summary>
    public string Search { get; init; } = string.Empty;

    /// <summary>The experiment that it is built from; empty for none.</summary>
    public string From { get; init; } = string.Empty;

    /// <summary>Sent twice, a form begins one run.</summary>
    public string Key { get; init; } = string.Empty;

    /// <summary>What is wrong, by the name of the field; under the empty name, with the whole.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What the run will do; null where something is wrong.</summary>
    public IReadOnlyList<PlanLine>? Plan { get; init; }

    /// <summary>What differs from the file, as <c>KEY=VALUE</c>.</summary>
    public IReadOnlyList<string> Settings
    {
        get
        {
            string[] changed = [.. SettingsCatalog.All.Where(IsChanged).Select(setting => $"{setting.Key}={SettingText.Write(setting, Values[setting.Key])}")];
            // A dial that is turned takes the place of what was said before about these, unless the user says something else about them.
            IEnumerable<string> governed = DialSettings.ByDial.Where(dial => IsTurned(dial.Key)).SelectMany(dial => dial.Value).Distinct(StringComparer.Ordinal);
            IEnumerable<string> takenBack = SettingsCatalog.All
                .Where(setting => governed.Contains(setting.Key, StringComparer.Ordinal) && Base.ContainsKey(setting.Key) && !IsChanged(setting))
                .Select(setting => $"{setting.Key}=");
            IEnumerable<string> tags = Name.Length == 0 ? [] : [$"tags={JobsJson.WriteWire(Tags.Append(Name))}"];
            string[] chosen = [.. changed, .. takenBack, .. tags];
            return [.. Carried.Where(setting => !IsGivenBack(setting) && !chosen.Any(other => KeyOf(other) == KeyOf(setting))), .. chosen];
        }
    }

    private bool IsChanged(Setting setting) => Values[setting.Key] != SettingText.Read(setting, Base);

    private bool IsTurned(string dial) => Values[dial].Length > 0 && Values[dial] != Base.GetValueOrDefault(dial);

    // What the earlier experiment had taken back for a dial counts again where that dial is cleared and no other one takes its place.
    private bool IsGivenBack(string carried)
    {
        if (!carried.EndsWith('=')) return false;
        string[] dials = [.. DialSettings.ByDial.Where(dial => dial.Value.Contains(KeyOf(carried), StringComparer.Ordinal)).Select(dial => dial.Key)];
        return Array.Exists(dials, IsCleared) && !Array.Exists(dials, dial => Values[dial].Length > 0 && Values[dial] != Written.GetValueOrDefault(dial));
    }

    private bool IsCleared(string dial) => Values[dial].Length == 0 && Base.GetValueOrDefault(dial) is { Length: > 0 } && Carried.Any(setting => KeyOf(setting) == dial);

    private static string KeyOf(string setting) => setting[..setting.IndexOf('=', StringComparison.Ordinal)];
}
