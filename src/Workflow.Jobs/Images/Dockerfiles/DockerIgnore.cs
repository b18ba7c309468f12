using System.Text;
using System.Text.RegularExpressions;

namespace Workflow.Jobs.Images.Dockerfiles;

/// <summary>
/// What a .dockerignore leaves out: lines with <c>*</c>, <c>?</c> and <c>**</c>, <c>!</c> in front for what stays, <c>#</c> for remarks; the last line that fits
/// decides. A folder that fits is left out with all that is in it, unless a later line takes some of it back.
/// </summary>
internal sealed class DockerIgnore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly List<(Regex Pattern, bool Stays)> _lines = [];

    /// <summary>Reads the lines.</summary>
    public DockerIgnore(IEnumerable<string> lines)
    {
        foreach (string line in lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            bool stays = line[0] == '!';
            string pattern = (stays ? line[1..] : line).Trim().Trim('/');
            if (pattern.StartsWith("./", StringComparison.Ordinal)) pattern = pattern[2..];
            if (pattern.Length > 0) _lines.Add((ToRegex(pattern), stays));
        }
    }

    /// <summary>Whether a file is left out.</summary>
    /// <param name="path">Its path in the context, with slashes.</param>
    public bool LeavesOut(string path)
    {
        bool isOut = false;
        foreach ((Regex pattern, bool stays) in _lines)
        {
            if (pattern.IsMatch(path)) isOut = !stays;
        }

        return isOut;
    }

    private static Regex ToRegex(string pattern)
    {
        var text = new StringBuilder("^");
        for (int i = 0; i < pattern.Length; i++)
        {
            if (pattern.AsSpan(i).StartsWith("**/"))
            {
                text.Append("(?:.*/)?");
                i += 2;
            }
            else if (pattern.AsSpan(i).StartsWith("**"))
            {
                text.Append(".*");
                i++;
            }
            else
            {
                text.Append(pattern[i] switch { '*' => "[^/]*", '?' => "[^/]", var letter => Regex.Escape(letter.ToString()) });
            }
        }

        return new Regex($"{text}(?:/.*)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience);
    }
}
