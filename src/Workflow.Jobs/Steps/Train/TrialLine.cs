using System.Globalization;
using System.Text.RegularExpressions;
using Workflow.Jobs.Texts;
using Workflow.Training.Experiments.Trials;

namespace Workflow.Jobs.Steps.Train;

/// <summary>
/// The line of log that a trial leaves at its end, for people and for those who watch the search: <c>trial 3: xgboost, finished, 5 folds, loss 0.0123</c>.
/// </summary>
public static partial class TrialLine
{
    /// <summary>Writes a line.</summary>
    public static string Write(EndedTrial trial)
    {
        string loss = trial.Loss is { } value ? string.Create(CultureInfo.InvariantCulture, $", loss {value:G6}") : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"trial {trial.Trial}: {trial.Learner}, {trial.Status.ToString().ToLowerInvariant()}, {CountText.Of(trial.Folds, "fold")}{loss}");
    }

    /// <summary>Reads a line; null where it is another one.</summary>
    public static EndedTrial? Read(string line)
    {
        Match match = Line().Match(line);
        if (!match.Success || !int.TryParse(match.Groups["trial"].Value, CultureInfo.InvariantCulture, out int trial)) return null;
        return new EndedTrial(
            trial,
            match.Groups["learner"].Value,
            Enum.Parse<TrialStatus>(match.Groups["status"].Value, ignoreCase: true),
            int.Parse(match.Groups["folds"].Value, CultureInfo.InvariantCulture),
            match.Groups["loss"].Success && double.TryParse(match.Groups["loss"].Value, CultureInfo.InvariantCulture, out double loss) ? loss : null);
    }

    [GeneratedRegex(
        @"^trial (?<trial>[0-9]+): (?<learner>[a-z-]+), (?<status>finished|pruned|failed), (?<folds>[0-9]{1,4}) folds?(?:, loss (?<loss>[-+.0-9eE]+))?$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();
}
