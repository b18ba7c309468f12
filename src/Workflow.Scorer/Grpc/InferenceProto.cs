namespace Workflow.Scorer.Grpc;

/// <summary><c>GET /inference.proto</c>: methods and messages of gRPC as the compiler of Protocol Buffers reads them, the same for every pipeline.</summary>
internal static class InferenceProto
{
    private static readonly Lazy<byte[]> Text = new(() =>
    {
        using Stream resource = typeof(InferenceProto).Assembly.GetManifestResourceStream("Workflow.Scorer.Grpc.inference.proto")!;
        var text = new byte[resource.Length];
        resource.ReadExactly(text);
        return text;
    });

    /// <summary>Answers a request.</summary>
    public static Task HandleAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = Text.Value.Length;
        return context.Response.Body.WriteAsync(Text.Value, context.RequestAborted).AsTask();
    }
}
