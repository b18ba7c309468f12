using System.Globalization;
using System.Net;
using System.Text;

namespace Workflow.Training.Charts;

/// <summary>
/// Collects one drawing as SVG within HTML: no script, no identifiers, no picture from elsewhere. Texts and attributes are encoded. Colours come from
/// <see cref="ChartStyle"/>, so that a drawing fits light and dark pages and paper.
/// </summary>
internal sealed class SvgText
{
    private readonly StringBuilder _text = new();

    /// <summary>Begins a drawing.</summary>
    /// <param name="width">Width of its coordinates.</param>
    /// <param name="height">Height of its coordinates.</param>
    /// <param name="title">What it shows; read out first.</param>
    /// <param name="description">What can be seen on it, for those who cannot.</param>
    public SvgText(double width, double height, string title, string description)
    {
        Open("svg", ("class", "chart"), ("viewBox", $"0 0 {Number(width)} {Number(height)}"), ("role", "img"));
        Element("title", title);
        Element("desc", description);
    }

    /// <summary>A number with at most two decimals.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Adds a text.</summary>
    /// <param name="x">Where it is anchored.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    /// <param name="text">The text.</param>
    /// <param name="turn">Degrees by which it is turned clockwise around its anchor.</param>
    public void Label(double x, double y, string anchor, string text, double turn = 0)
    {
        (string, string)[] place = [("x", Number(x)), ("y", Number(y)), ("text-anchor", anchor)];
        Element("text", text, turn == 0 ? place : [.. place, ("transform", $"rotate({Number(turn)} {Number(x)} {Number(y)})")]);
    }

    /// <summary>Adds a path.</summary>
    /// <param name="cssClass">A class of <see cref="ChartStyle"/>.</param>
    /// <param name="data">The path.</param>
    public void Path(string cssClass, string data) => Element("path", string.Empty, ("class", cssClass), ("d", data));

    /// <summary>Adds a rectangle.</summary>
    /// <param name="cssClass">A class of <see cref="ChartStyle"/>.</param>
    /// <param name="x">Left end.</param>
    /// <param name="y">Upper end.</param>
    /// <param name="width">Width.</param>
    /// <param name="height">Height.</param>
    /// <param name="opacity">From 0 to 1.</param>
    public void Rectangle(string cssClass, double x, double y, double width, double height, double opacity) => Element(
        "rect",
        string.Empty,
        ("class", cssClass),
        ("x", Number(x)),
        ("y", Number(y)),
        ("width", Number(width)),
        ("height", Number(height)),
        ("fill-opacity", Number(opacity)));

    /// <summary>Adds a circle, which may be a link.</summary>
    /// <param name="cssClass">A class of <see cref="ChartStyle"/>.</param>
    /// <param name="x">Its middle.</param>
    /// <param name="y">Its middle.</param>
    /// <param name="radius">Its radius.</param>
    /// <param name="text">What it is; null for nothing.</param>
    /// <param name="target">Identifier of the element of the page that it leads to; null for none.</param>
    public void Circle(string cssClass, double x, double y, double radius, string? text = null, string? target = null)
    {
        if (target is not null) Open("a", ("href", $"#{target}"));
        Open("circle", ("class", cssClass), ("cx", Number(x)), ("cy", Number(y)), ("r", Number(radius)));
        if (text is not null) Element("title", text);
        _text.Append("</circle>");
        if (target is not null) _text.Append("</a>");
    }

    /// <summary>The finished drawing.</summary>
    public string Close() => _text.Append("</svg>\n").ToString();

    private void Element(string name, string content, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Open(name, attributes);
        _text.Append(WebUtility.HtmlEncode(content)).Append("</").Append(name).Append('>');
    }

    private void Open(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        _text.Append('<').Append(name);
        foreach ((string attribute, string value) in attributes) _text.Append(' ').Append(attribute).Append("=\"").Append(WebUtility.HtmlEncode(value)).Append('"');
        _text.Append('>');
    }
}
