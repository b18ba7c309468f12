namespace Workflow.Training.Configuration;

/// <summary>Finds what a user probably meant by a misspelt name.</summary>
public static class NearestName
{
    /// <summary>The candidate that differs in the fewest letters; null where all differ in more than a third of them.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        (string? nearest, int distance) = (null, Math.Max(1, name.Length / 3) + 1);
        foreach (string candidate in candidates)
        {
            // The lengths alone may tell; names in files can be as long as the file.
            if (Math.Abs(name.Length - candidate.Length) >= distance) continue;
            int d = Distance(name, candidate);
            if (d < distance) (nearest, distance) = (candidate, d);
        }

        return nearest;
    }

    /// <summary>A clause for an error message: the nearest name, if there is one, and all that is allowed.</summary>
    public static string Hint(string name, IReadOnlyCollection<string> candidates)
    {
        string allowed = candidates.Count == 0 ? "none are allowed here" : $"allowed: {string.Join(", ", candidates)}";
        return Find(name, candidates) is { } nearest ? $"did you mean '{nearest}'? ({allowed})" : allowed;
    }

    // Insertions, deletions, replacements and swaps of neighbours (optimal string alignment), case ignored.
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = d[i - 1, j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1);
                d[i, j] = Math.Min(replace, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1])) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
