using System.Net;
using System.Text.RegularExpressions;

namespace Workflow.Jobs.Deployment.Exports;

/// <summary>What Amazon allows as the name of a function and of a bucket. Both are checked before anything else is done.</summary>
public static partial class LambdaNames
{
    /// <summary>What every function's name begins with.</summary>
    public const string Prefix = "workflow-";

    private const int LongestFunction = 64;
    private const int ShortestBucket = 3, LongestBucket = 63;
    private const string FunctionRule = "1 to 55 letters, digits, '-' and '_' are allowed; with 'workflow-' before them they name the function";
    private const string BucketRule = "3 to 63 lower-case letters, digits, '-' and '.' are allowed, a letter or digit first and last, no two '.' together, and no IP address";

    // Names that Amazon keeps for itself.
    private static readonly string[] ReservedStarts = ["xn--", "sthree-", "amzn-s3-demo-"];
    private static readonly string[] ReservedEnds = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

    /// <summary>Refuses names that Amazon would refuse.</summary>
    /// <param name="name">Name of the function behind <see cref="Prefix"/>; null for none yet.</param>
    /// <param name="bucket">Name of the bucket; null for none.</param>
    /// <exception cref="ExportException">One of them is not allowed; the message says the rule.</exception>
    public static void Require(string? name, string? bucket) => ExportException.Require("AWS does not allow these names", Problems(name, bucket));

    /// <summary>What is wrong with names.</summary>
    internal static IEnumerable<string> Problems(string? name, string? bucket)
    {
        if (name is not null && (!FunctionName().IsMatch(name) || name.Length + Prefix.Length > LongestFunction)) yield return $"name '{name}': {FunctionRule}";
        if (bucket is not null && !IsBucket(bucket)) yield return $"bucket '{bucket}': {BucketRule}";
        else if (bucket is not null && Reserved(bucket) is { } reserved) yield return $"bucket '{bucket}': names with '{reserved}' {(bucket.StartsWith(reserved, StringComparison.Ordinal) ? "in front" : "at the end")} are Amazon's own";
    }

    private static bool IsBucket(string name) =>
        name.Length is >= ShortestBucket and <= LongestBucket
        && BucketName().IsMatch(name)
        && !name.Contains("..", StringComparison.Ordinal)
        && !(name.Count(character => character == '.') == 3 && IPAddress.TryParse(name, out _));

    private static string? Reserved(string name) =>
        ReservedStarts.FirstOrDefault(start => name.StartsWith(start, StringComparison.Ordinal)) ?? ReservedEnds.FirstOrDefault(end => name.EndsWith(end, StringComparison.Ordinal));

    [GeneratedRegex(@"\A[A-Za-z0-9_-]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FunctionName();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]*[a-z0-9]\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BucketName();
}
