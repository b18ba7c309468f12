namespace Workflow.Scorer.Rpc;

/// <summary>A call that cannot be answered.</summary>
/// <param name="code">The code that JSON-RPC 2.0 has for it.</param>
/// <param name="message">What is wrong.</param>
internal sealed class RpcError(int code, string message) : Exception(message)
{
    public const int NoJson = -32700;
    public const int NoCall = -32600;
    public const int NoMethod = -32601;
    public const int WrongParameters = -32602;
    public const int Unsupported = -32001;

    /// <summary>The code.</summary>
    public int Code => code;
}
