using System.Globalization;
using Workflow.Bench.Measuring;

namespace Workflow.Bench.Serving;

/// <summary>How large Debian packages are with everything that they need: an image of nothing else.</summary>
/// <param name="Count">Packages.</param>
/// <param name="InstalledBytes">Unpacked.</param>
/// <param name="DownloadBytes">As they are fetched.</param>
internal sealed record DebianPackages(int Count, double InstalledBytes, double DownloadBytes)
{
    /// <summary>Asks apt what it would install where nothing is installed yet.</summary>
    public static async Task<DebianPackages> OfAsync(IEnumerable<string> packages, CancellationToken cancellationToken)
    {
        string[] simulate = ["apt-get", "install", "--simulate", "--no-install-recommends", "-o", "Dir::State::status=/dev/null", .. packages];
        string plan = (await MeasuredProcess.RunAsync(simulate, null, cancellationToken)).Output;
        string[] names = [.. plan.Split('\n').Where(line => line.StartsWith("Inst ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1])];
        string facts = (await MeasuredProcess.RunAsync(["apt-cache", "show", "--no-all-versions", .. names], null, cancellationToken)).Output;
        return new DebianPackages(names.Length, Sum(facts, "Installed-Size: ") * 1024, Sum(facts, "Size: "));
    }

    private static double Sum(string facts, string name) => facts.Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Sum(line => double.Parse(line[name.Length..], CultureInfo.InvariantCulture));
}
