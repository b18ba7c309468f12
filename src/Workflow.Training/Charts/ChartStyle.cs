namespace Workflow.Training.Charts;

/// <summary>How charts look: the text colour of the page for lines and letters, and series in colours that are told apart by everybody (Okabe and Ito, 2008).</summary>
public static class ChartStyle
{
    /// <summary>Number of colours; further series begin with the first again.</summary>
    public const int Colours = 6;

    /// <summary>Rules for the page's style element.</summary>
    public const string Css = """
        .chart{display:block;width:100%;max-width:38rem;height:auto;margin:.3rem 0 1.2rem;font:11px system-ui,sans-serif;fill:currentColor;break-inside:avoid}
        .chart .line{fill:none;stroke:currentColor;stroke-opacity:.45}
        .chart .s0{fill:#0072b2}.chart .s1{fill:#d55e00}.chart .s2{fill:#009e73}
        .chart .s3{fill:#cc79a7}.chart .s4{fill:#e69f00}.chart .s5{fill:#56b4e9}
        .chart .l0,.chart .l1,.chart .l2,.chart .l3,.chart .l4,.chart .l5{fill:none;stroke-width:1.8}
        .chart .l0{stroke:#0072b2}.chart .l1{stroke:#d55e00}.chart .l2{stroke:#009e73}
        .chart .l3{stroke:#cc79a7}.chart .l4{stroke:#e69f00}.chart .l5{stroke:#56b4e9}
        .chart .quiet{fill:currentColor;fill-opacity:.45}
        .chart .chosen{fill:none;stroke:currentColor;stroke-width:2}
        .chart a:hover circle,.chart a:focus circle{stroke:currentColor;stroke-width:2}
        @media print{.chart{print-color-adjust:exact}}
        """;

    /// <summary>Class of a series that is a line.</summary>
    public static string Stroke(int index) => $"l{index % Colours}";

    /// <summary>Class of a series.</summary>
    public static string Series(int index) => $"s{index % Colours}";
}
