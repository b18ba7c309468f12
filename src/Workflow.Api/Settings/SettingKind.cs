namespace Workflow.Api.Settings;

/// <summary>What a setting takes.</summary>
public enum SettingKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>One of a few texts.</summary>
    Choice,

    /// <summary>Several of a few texts, in an order.</summary>
    Choices,
}
