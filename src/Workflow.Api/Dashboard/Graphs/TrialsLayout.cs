using System.Globalization;
using System.Text;
using Workflow.Jobs.Texts;
using Workflow.Training.Experiments.Trials;

namespace Workflow.Api.Dashboard.Graphs;

/// <summary>Where the trials of a search are drawn: each by its number and its loss, with a line for the best of those that were tried on every fold.</summary>
public sealed class TrialsLayout
{
    /// <summary>Width of the drawing.</summary>
    public const double Width = 900;

    /// <summary>Height of the drawing.</summary>
    public const double Height = 300;

    /// <summary>Where the vertical axis lies.</summary>
    public const double Left = 64;

    /// <summary>Where the horizontal axis lies.</summary>
    public const double Bottom = 256;

    /// <summary>Where the horizontal axis ends.</summary>
    public const double Right = Width - 16;

    private const double Top = 14;

    private TrialsLayout()
    {
    }

    /// <summary>The trials with a loss.</summary>
    public required IReadOnlyList<TrialDot> Dots { get; init; }

    /// <summary>The line of the best so far, as an SVG path; empty before any trial was tried on every fold.</summary>
    public required string Best { get; init; }

    /// <summary>Numbers at the horizontal axis.</summary>
    public required IReadOnlyList<ChartTick> Across { get; init; }

    /// <summary>Numbers at the vertical axis.</summary>
    public required IReadOnlyList<ChartTick> Up { get; init; }

    /// <summary>What can be seen, in words.</summary>
    public required string Description { get; init; }

    /// <summary>Lays out.</summary>
    /// <param name="trials">The trials that are over, in the order of the search.</param>
    /// <param name="budget">Most trials; less than there are where nobody knows.</param>
    /// <param name="chosen">The trial that became the model; null where none did.</param>
    /// <returns>Null where no trial has a loss.</returns>
    public static TrialsLayout? Of(IReadOnlyList<EndedTrial> trials, int budget, int? chosen)
    {
        EndedTrial[] measured = [.. trials.Where(trial => trial.Loss is { } loss && double.IsFinite(loss))];
        if (measured.Length == 0) return null;
        int last = Math.Max(1, Math.Max(budget - 1, trials.Max(trial => trial.Trial)));
        var up = new LossScale(measured.Min(trial => trial.Loss!.Value), measured.Max(trial => trial.Loss!.Value), Bottom - 8, Top);
        double X(int trial) => Left + 8 + ((Right - Left - 8) * trial / last);
        EndedTrial[] leaders = [.. Leaders(measured)];
        return new TrialsLayout
        {
            Dots = [.. measured.Select(trial => new TrialDot(X(trial.Trial), up.At(trial.Loss!.Value), trial.Status, trial.Trial == chosen, Words(trial)))],
            Best = Path(leaders, X(trials.Max(trial => trial.Trial)), trial => X(trial.Trial), trial => up.At(trial.Loss!.Value)),
            Across = [.. LossScale.Linear(0, last).Where(double.IsInteger).Select(trial => new ChartTick(X((int)trial), trial.ToString(CultureInfo.InvariantCulture)))],
            Up = up.Ticks(),
            Description = $"{CountText.Of(trials.Count, "trial")}; {(leaders.Length == 0 ? "none of them was tried on every fold yet" : $"the best so far is {Words(leaders[^1])}")}",
        };
    }

    // Those that were better than all before them.
    private static IEnumerable<EndedTrial> Leaders(IEnumerable<EndedTrial> trials)
    {
        double best = double.PositiveInfinity;
        foreach (EndedTrial trial in trials.Where(trial => trial.Status == TrialStatus.Finished))
        {
            if (trial.Loss >= best) continue;
            best = trial.Loss!.Value;
            yield return trial;
        }
    }

    private static string Path(EndedTrial[] leaders, double end, Func<EndedTrial, double> x, Func<EndedTrial, double> y)
    {
        if (leaders.Length == 0) return string.Empty;
        var path = new StringBuilder();
        foreach (EndedTrial leader in leaders)
        {
            path.Append(path.Length == 0 ? $"M{N(x(leader))} {N(y(leader))}" : $"H{N(x(leader))}V{N(y(leader))}");
        }

        return path.Append(CultureInfo.InvariantCulture, $"H{N(end)}").ToString();
    }

    private static string Words(EndedTrial trial)
    {
        string status = trial.Status == TrialStatus.Pruned ? $", given up after {CountText.Of(trial.Folds, "fold")}" : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"trial {trial.Trial}: {trial.Learner}, loss {trial.Loss:G4}{status}");
    }

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
