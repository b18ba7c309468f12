using System.Globalization;

namespace Workflow.Bench.Targets;

/// <summary>What was measured of one label, as rows of the tables.</summary>
/// <param name="Label">Name of the label.</param>
/// <param name="Own">Log loss of the search with as many fits as the peers have, by split.</param>
/// <param name="Peers">Log loss by peer and split, in the order of <see cref="PeerSearch.Learners"/>.</param>
/// <param name="ByDefault">Log loss of the default search, by split.</param>
/// <param name="Reach">The mean that was to be reached.</param>
internal sealed record TargetsRow(string Label, double[] Own, double[][] Peers, double[] ByDefault, double Reach)
{
    /// <summary>Names of the peers.</summary>
    public static IReadOnlyList<string> PeerNames { get; } = ["HistGradientBoosting", "ExtraTrees", "XGBoost"];

    private int BestPeer => Array.IndexOf(Peers, Peers.MinBy(peer => peer.Average()));

    /// <summary>Means and deviations, and how ours lie beside those of the best peer.</summary>
    public string Summary()
    {
        double[][] compared = [Own, .. Peers];
        double least = compared.Min(losses => losses.Average());
        double[] differences = [.. Own.Zip(Peers[BestPeer], (own, peer) => own - peer)];
        string[] cells =
        [
            Label,
            .. compared.Select(losses => losses.Average() == least ? $"**{Cell(losses)}**" : Cell(losses)),
            (Own.Average() / Peers[BestPeer].Average()).ToString("F2", CultureInfo.InvariantCulture),
            $"{Number(differences.Average())} ± {Number(Deviation(differences) / Math.Sqrt(differences.Length))}",
            Cell(ByDefault),
            Number(Reach),
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    /// <summary>Every split of ours, with as many fits as the peers and by default, and of the best peer.</summary>
    public IEnumerable<string> Splits() =>
    [
        Split("Workflow", Own),
        Split("by default", ByDefault),
        Split(PeerNames[BestPeer], Peers[BestPeer]),
    ];

    private string Split(string who, double[] losses) => $"| {Label} | {who} | {string.Join(" | ", losses.Select(Number))} |";

    private static string Cell(double[] losses) => $"{Number(losses.Average())} ± {Number(Deviation(losses))}";

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }

    private static string Number(double value) => value.ToString("F4", CultureInfo.InvariantCulture);
}
