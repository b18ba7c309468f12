namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>How deployments are asked to prove themselves.</summary>
public sealed record ReceiptOptions
{
    /// <summary>How often each is asked, unless somebody says otherwise.</summary>
    public static readonly TimeSpan StandardInterval = TimeSpan.FromMinutes(1);

    /// <summary>How long one may take to prove itself. Default: 20 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>After how many failures to ask in a row nothing counts as proven any more. Default: 3.</summary>
    public int Misses { get; init; } = 3;

    /// <summary>How many are asked at a time. Default: 8.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>How often every byte of the image is read, besides the signatures. Default: 1 h.</summary>
    public TimeSpan WholeInterval { get; init; } = TimeSpan.FromHours(1);
}
