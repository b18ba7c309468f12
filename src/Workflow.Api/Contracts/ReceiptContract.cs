using Workflow.Jobs.Deployment.Receipts;

namespace Workflow.Api.Contracts;

/// <summary>What is proven of what serves an endpoint.</summary>
/// <param name="State"><c>green</c>, <c>amber</c> where it could not be asked, <c>red</c>; <c>new</c> where nobody has asked yet.</param>
/// <param name="Since">Since when it is so.</param>
/// <param name="LastProvenAt">When it was last proven; absent where it never was.</param>
/// <param name="Reason">Why it is not green.</param>
public sealed record ReceiptContract(string State, DateTimeOffset Since, DateTimeOffset? LastProvenAt, string? Reason)
{
    /// <summary>The contract of a receipt.</summary>
    public static ReceiptContract Of(Receipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return new ReceiptContract(WordOf(receipt.State), receipt.Since, receipt.LastProvenAt, receipt.Reason);
    }

    /// <summary>A state in a word.</summary>
    public static string WordOf(ReceiptState state) => state switch
    {
        ReceiptState.Green => "green",
        ReceiptState.Amber => "amber",
        ReceiptState.Red => "red",
        _ => "new",
    };
}
