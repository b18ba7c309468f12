using System.Globalization;
using System.Net;
using System.Text;

namespace Workflow.Training.Cards;

/// <summary>Collects HTML; everything interpolated is encoded.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _text = new();

    /// <summary>Appends markup as it stands.</summary>
    public HtmlText Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>Appends an element with encoded content.</summary>
    public HtmlText Element(string name, string content, string? cssClass = null, string? identifier = null)
    {
        _text.Append('<').Append(name);
        if (identifier is not null) _text.Append(" id=\"").Append(identifier).Append('"');
        if (cssClass is not null) _text.Append(" class=\"").Append(cssClass).Append('"');
        _text.Append('>').Append(WebUtility.HtmlEncode(content)).Append("</").Append(name).Append(">\n");
        return this;
    }

    /// <summary>Appends a table with a header; cells are encoded; the columns from <paramref name="firstNumber"/> on are aligned right.</summary>
    public HtmlText Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, int firstNumber)
    {
        _text.Append("<table><thead><tr>");
        for (int i = 0; i < header.Count; i++) Cell("th", header[i], i >= firstNumber);
        _text.Append("</tr></thead><tbody>\n");
        foreach (IReadOnlyList<string> row in rows)
        {
            _text.Append("<tr>");
            for (int i = 0; i < row.Count; i++) Cell("td", row[i], i >= firstNumber);
            _text.Append("</tr>\n");
        }

        _text.Append("</tbody></table>\n");
        return this;
    }

    /// <summary>A number with at most <paramref name="digits"/> digits behind the point.</summary>
    public static string Number(double? value, int digits = 4) =>
        value is { } number ? number.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : "–";

    /// <summary>A whole number.</summary>
    public static string Count(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The document so far, UTF-8.</summary>
    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(_text.ToString());

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void Cell(string element, string content, bool isNumber)
    {
        _text.Append('<').Append(element);
        if (isNumber) _text.Append(" class=\"n\"");
        _text.Append('>').Append(WebUtility.HtmlEncode(content)).Append("</").Append(element).Append('>');
    }
}
