using System.Globalization;
using System.Text;
using System.Text.Json;
using Workflow.Scoring;

namespace Workflow.Bench.Deploying;

/// <summary>One request, and the digits that each version answers it with: scored here, from the versions' own files.</summary>
/// <param name="Request">Body of the request.</param>
/// <param name="Digits">Part of the answer that has the scores, version by version from 1 on.</param>
internal sealed record VersionAnswers(byte[] Request, IReadOnlyList<byte[]> Digits)
{
    /// <summary>Takes the first golden row of the first version.</summary>
    /// <param name="files">Scoring pipeline files, version by version.</param>
    /// <exception cref="InvalidOperationException">Two versions answer the same: nobody could tell who has answered.</exception>
    public static VersionAnswers Of(IEnumerable<string> files)
    {
        ScoringPipeline[] versions = [.. files.Select(ScoringPipeline.Open)];
        string[] fields = [.. versions[0].InputColumns.Select(column => column.Name)];
        IReadOnlyList<string?> row = versions[0].Golden.Rows[0].Cells;
        byte[] request = JsonSerializer.SerializeToUtf8Bytes(new { fields, rows = new[] { row } });
        string[] digits = [.. versions.Select(version => DigitsOf(version, version.InputColumns.Select(column => row[Array.IndexOf(fields, column.Name)])))];
        if (digits.Distinct(StringComparer.Ordinal).Count() < digits.Length) throw new InvalidOperationException($"versions answer alike: {string.Join(' ', digits)}");
        return new VersionAnswers(request, [.. digits.Select(Encoding.UTF8.GetBytes)]);
    }

    /// <summary>Which version has answered; 0 where none answers so.</summary>
    public int VersionOf(ReadOnlySpan<byte> answer)
    {
        for (int i = 0; i < Digits.Count; i++)
        {
            if (answer.IndexOf(Digits[i]) >= 0) return i + 1;
        }

        return 0;
    }

    private static string DigitsOf(ScoringPipeline version, IEnumerable<string?> row)
    {
        IEnumerable<string> scores = version.Score([.. row]).Select(score => $"\"{score.ToString("R", CultureInfo.InvariantCulture)}\"");
        return $"\"score\":[[{string.Join(',', scores)}]]";
    }
}
