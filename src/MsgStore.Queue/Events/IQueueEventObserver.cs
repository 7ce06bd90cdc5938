namespace MsgStore.Queue.Events;

/// <summary>Is told of what happens in the queue: for webhooks, statistics, an application's own records. Register any number in the container.</summary>
public interface IQueueEventObserver
{
    /// <summary>Takes an event. Called after the commit, in the queue's own time: whoever has much to do puts it aside. What it throws is logged and forgotten.</summary>
    void Observe(QueueEvent happening);
}
