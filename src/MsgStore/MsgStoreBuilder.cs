using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Pipeline;

namespace MsgStore;

/// <summary>Puts a store and its delivery pipeline together. Made by <see cref="MsgStoreServiceCollectionExtensions.AddMsgStore(IServiceCollection, string?)"/>.</summary>
public sealed class MsgStoreBuilder
{
    private readonly List<Stage> _stages = [];
    private readonly List<Func<IServiceProvider, User, IMessageStore, IMessageStore>> _storeDecorators = [];
    private Func<IServiceProvider, IMessageBackend>? _backend;

    internal MsgStoreBuilder(IServiceCollection services, string? name)
    {
        Services = services;
        Name = name;
    }

    /// <summary>The container's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The store's name, which is also the key of its services; <see langword="null"/> for the store that needs none.</summary>
    public string? Name { get; }

    /// <summary>The name under which the store's options are configured.</summary>
    public string OptionsName => Name ?? Microsoft.Extensions.Options.Options.DefaultName;

    /// <summary>Says where mail lies.</summary>
    /// <param name="backend">Makes the backend, once.</param>
    /// <exception cref="InvalidOperationException">The store has a backend already.</exception>
    public MsgStoreBuilder UseBackend(Func<IServiceProvider, IMessageBackend> backend)
    {
        if (_backend is not null)
            throw new InvalidOperationException(
                $"{Describe()} has a backend already. One store has one backend; give the second one a name: AddMsgStore(\"archive\").");
        _backend = backend;
        return this;
    }

    /// <summary>Adds a stage to the delivery pipeline. Within a slot, the first one added is the first to see a message.</summary>
    /// <param name="slot">Its place.</param>
    /// <param name="decorate">Makes the stage around the next agent, once.</param>
    public MsgStoreBuilder AddStage(DeliverySlot slot, Func<IServiceProvider, IDeliveryAgent, IDeliveryAgent> decorate)
    {
        _stages.Add(new Stage(slot, decorate));
        return this;
    }

    /// <summary>Adds a stage to the delivery pipeline. Within a slot, the first one added is the first to see a message.</summary>
    /// <typeparam name="TStage">The class: its constructor takes the next <see cref="IDeliveryAgent"/>, and services that live as long as the process.</typeparam>
    /// <param name="slot">Its place.</param>
    /// <exception cref="InvalidOperationException">The class has no such constructor.</exception>
    public MsgStoreBuilder AddStage<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStage>(DeliverySlot slot)
        where TStage : class, IDeliveryAgent
    {
        var parameters = typeof(TStage).GetConstructors().SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.ParameterType).ToList();
        if (!parameters.Contains(typeof(IDeliveryAgent)))
            throw new InvalidOperationException($"{typeof(TStage).Name} has no public constructor that takes an IDeliveryAgent, the next one; derive it from DelegatingDeliveryAgent.");
        StageClasses.Add((typeof(TStage).Name, parameters));
        return AddStage(slot, static (services, next) => ActivatorUtilities.CreateInstance<TStage>(services, next));
    }

    /// <summary>Adds a decorator around the store a user sees. The first one added is the innermost.</summary>
    /// <param name="decorate">Makes the decorator for a user.</param>
    public MsgStoreBuilder DecorateStore(Func<IServiceProvider, User, IMessageStore, IMessageStore> decorate)
    {
        _storeDecorators.Add(decorate);
        return this;
    }

    /// <summary>The stages that were given as classes, with what their constructors take.</summary>
    internal List<(string Name, IReadOnlyList<Type> Parameters)> StageClasses { get; } = [];

    /// <summary>What is looked at when a host starts; each gives what is wrong in a sentence with the remedy, or <see langword="null"/>.</summary>
    internal List<Func<IServiceProvider, string?>> StartChecks { get; } = [];

    /// <summary>Names the folder on the store's file system where incoming messages wait; <see langword="null"/> where the store has none.</summary>
    internal Func<IServiceProvider, string>? SpoolDirectory { get; set; }

    internal IMessageBackend CreateBackend(IServiceProvider services) =>
        (_backend ?? throw new InvalidOperationException(
            $"{Describe()} has no backend. Name one: AddMsgStore().UseMaildir(…), .UseInMemory() or a package of your own."))(services);

    internal IDeliveryAgent CreatePipeline(IServiceProvider services, IMessageBackend backend)
    {
        // Where no host starts, and so nothing was checked yet.
        if (CompositionValidator.Lifetimes(Services, [this]).FirstOrDefault() is { } failure)
            throw new InvalidOperationException(failure);
        IDeliveryAgent agent = backend;
        var hasFilters = _stages.Exists(stage => stage.Slot == DeliverySlot.Filter);
        foreach (var stage in _stages.Concat(BuiltInStages.All(backend, hasFilters)).OrderByDescending(stage => stage.Slot).ThenByDescending(stage => stage.IsBuiltIn)
            .ThenByDescending(IndexOf))
            agent = stage.Decorate(services, agent);
        return new LineEndsDeliveryAgent(agent, services.GetService<ILoggerFactory>()?.CreateLogger("MsgStore") ?? NullLogger.Instance);
    }

    internal IMessageStore CreateUserStore(IServiceProvider services, User user, IMessageStore store) =>
        _storeDecorators.Aggregate(store, (inner, decorate) => decorate(services, user, inner));

    internal string Describe() => Name is null ? "The message store" : $"The message store '{Name}'";

    private int IndexOf(Stage stage) => stage.IsBuiltIn ? stage.Order : _stages.IndexOf(stage);

    internal sealed record Stage(DeliverySlot Slot, Func<IServiceProvider, IDeliveryAgent, IDeliveryAgent> Decorate, bool IsBuiltIn = false, int Order = 0);
}
