"""Who: people, the units we serve and the pools that serve them.

A person has no role of their own; roles follow from memberships on a given day.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    RangeBoundary,
    RangeOperators,
)
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """The languages of the screens and the mails."""

    DUTCH = "nl", _("Dutch")
    ENGLISH = "en", _("English")


class UserManager(BaseUserManager["User"]):
    """Makes people; the e-mail address is the login."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the person with this e-mail address, however it is capitalised."""
        return self.get(email=(username or "").lower())

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Save a new person; without a password they can't sign in with one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Save a new functional administrator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


@dataclass(frozen=True)
class Roles:
    """What one person is on one day: the pools they work in, and the ids of what they belong to."""

    teams: tuple["Pool", ...]
    coordinates: frozenset[int]
    clients: frozenset[int]

    @property
    def pools(self) -> frozenset[int]:
        """The pools they work in, by id."""
        return frozenset(pool.pk for pool in self.teams)

    @property
    def is_secretary(self) -> bool:
        """Whether they work in a pool, as secretary or coordinator."""
        return bool(self.teams)

    @property
    def is_coordinator(self) -> bool:
        """Whether they coordinate a pool."""
        return bool(self.coordinates)

    @property
    def is_client(self) -> bool:
        """Whether they belong to a unit that is served."""
        return bool(self.clients)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in, or for whom something is asked."""

    email = models.EmailField(_("e-mail"), unique=True)
    code = models.CharField(
        _("personnel number"),
        max_length=30,
        blank=True,
        help_text=_("As in the organisation's own administration; imports match on it."),
    )
    given_name = models.CharField(_("given name"), max_length=100)
    infix = models.CharField(_("name prefix"), max_length=30, blank=True)
    family_name = models.CharField(_("family name"), max_length=100)
    job_title = models.CharField(_("job title"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=Language.choices, default=Language.DUTCH
    )
    unwanted_mail = ArrayField(
        models.CharField(max_length=30),
        verbose_name=_("mail not wanted"),
        default=list,
        blank=True,
        help_text=_("Kinds of mail; they stay in the bell."),
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may administer"), default=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["given_name", "family_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["family_name", "given_name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="teams_user_email_small"
            ),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="teams_user_code"),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """Return the name as people say it, the Dutch prefix included."""
        return " ".join(part for part in (self.given_name, self.infix, self.family_name) if part)

    def get_short_name(self) -> str:
        """Return the name colleagues use."""
        return self.given_name

    @property
    def initials(self) -> str:
        """Two letters for the face in the corner."""
        return f"{self.given_name[:1]}{self.family_name[:1]}".upper()

    def roles_on(self, day: date) -> Roles:
        """Return what this person is on that day, in two queries, asked once of who was read."""
        known: dict[date, Roles] = self.__dict__.setdefault("_roles", {})
        if day not in known:
            known[day] = self._roles_on(day)
        return known[day]

    def _roles_on(self, day: date) -> Roles:
        works = self.pool_memberships.on(day).select_related("pool").order_by("pool__name")
        clients = self.client_memberships.on(day).values_list("client_id", flat=True)
        coordinator = PoolMembership.Role.COORDINATOR
        return Roles(
            teams=tuple(one.pool for one in works),
            coordinates=frozenset(one.pool_id for one in works if one.role == coordinator),
            clients=frozenset(clients),
        )


class Pool(models.Model):
    """A team of secretaries with one mailbox, one telephone and one desk."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("mailbox"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    location = models.CharField(_("location"), max_length=200, blank=True)
    net_minutes_per_month = models.PositiveIntegerField(
        _("net minutes a month"),
        null=True,
        blank=True,
        help_text=_("What can be planned: without leave, illness, training and meetings."),
    )
    flex_reserve_pct = models.PositiveSmallIntegerField(
        _("free room in %"),
        null=True,
        blank=True,
        help_text=_("What is kept free of that, for what is urgent or outside the catalogue."),
    )
    available_pct = models.PositiveSmallIntegerField(
        _("available in %"),
        null=True,
        blank=True,
        help_text=_("Of the hours at work: without leave, illness, training and meetings."),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="teams_pool_free_room_is_a_share",
                condition=Q(flex_reserve_pct=None) | Q(flex_reserve_pct__lte=100),
            ),
            models.CheckConstraint(
                name="teams_pool_available_is_a_share",
                condition=Q(available_pct=None) | Q(available_pct__lte=100),
            ),
        ]
        verbose_name = _("pool")
        verbose_name_plural = _("pools")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def free_minutes(self) -> int | None:
        """How many minutes a month are kept free; None while that is not known."""
        if self.net_minutes_per_month is None or self.flex_reserve_pct is None:
            return None
        return self.net_minutes_per_month * self.flex_reserve_pct // 100


class Client(models.Model):
    """A unit that is served: a department, a directorate or an outside party."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=200)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
    )
    pool = models.ForeignKey(
        Pool,
        verbose_name=_("served by"),
        on_delete=models.PROTECT,
        related_name="clients",
    )
    external = models.BooleanField(_("outside the organisation"), default=False)

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet[Any]):
    """Memberships and absences, asked about on a day."""

    def on(self, day: date) -> Self:
        """Return those that hold on that day."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


class Period(Func):
    """The days from `since` to `until`, both included, as a PostgreSQL range."""

    function = "DATERANGE"
    output_field = DateRangeField()


def one_at_a_time(name: str, *whose: str) -> ExclusionConstraint:
    """Return the constraint that periods of the same owner never overlap."""
    both_ends = RangeBoundary(inclusive_lower=True, inclusive_upper=True)
    period = Period(F("since"), F("until"), both_ends)
    return ExclusionConstraint(
        name=name,
        expressions=[
            (period, RangeOperators.OVERLAPS),
            *((field, RangeOperators.EQUAL) for field in whose),
        ],
    )


class ClientMembership(models.Model):
    """Someone belongs to a unit that is served, as its manager or acting for one."""

    class Role(models.TextChoices):
        """What they are to the unit."""

        MANAGER = "manager", _("manager")
        DELEGATE = "delegate", _("delegate")

    user = models.ForeignKey(
        User,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="client_memberships",
    )
    client = models.ForeignKey(
        Client, verbose_name=_("client"), on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.MANAGER)
    may_sign = models.BooleanField(_("may sign agreements"), default=False)
    since = models.DateField(_("from"))
    until = models.DateField(_("until and including"), null=True, blank=True)

    objects: ClassVar[models.Manager[Self]] = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership of a client")
        verbose_name_plural = _("memberships of clients")
        constraints = [one_at_a_time("teams_clientmembership_once", "user", "client")]

    def __str__(self) -> str:
        return f"{self.user} · {self.client}"


class PoolMembership(models.Model):
    """Someone works in a pool, with the hours of their week."""

    class Role(models.TextChoices):
        """What they do in the pool."""

        SECRETARY = "secretary", _("secretary")
        COORDINATOR = "coordinator", _("coordinator")

    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="pool_memberships"
    )
    pool = models.ForeignKey(
        Pool, verbose_name=_("pool"), on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.SECRETARY)
    contract_hours = models.DecimalField(
        _("contract hours a week"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    expert_share_pct = models.PositiveSmallIntegerField(
        _("share for an expert team in %"), default=0
    )
    coordination_hours = models.DecimalField(
        _("hours a week for coordination"), max_digits=4, decimal_places=1, default=0
    )
    work_pattern = models.JSONField(
        _("work pattern"),
        default=list,
        blank=True,
        help_text=_("Hours per weekday; a pattern may hold in odd or even weeks only."),
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("until and including"), null=True, blank=True)

    objects: ClassVar[models.Manager[Self]] = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership of a pool")
        verbose_name_plural = _("memberships of pools")
        constraints = [
            one_at_a_time("teams_poolmembership_once", "user", "pool"),
            models.CheckConstraint(
                name="teams_poolmembership_shares",
                condition=Q(expert_share_pct__lte=100, coordination_hours__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.pool}"


class Absence(models.Model):
    """Someone is away for some days, with whoever takes over in the meantime."""

    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="absences"
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("until and including"))
    stand_in = models.ForeignKey(
        User,
        verbose_name=_("stand-in"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Gets the alerts in the meantime."),
    )

    objects: ClassVar[models.Manager[Self]] = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["since"]
        constraints = [
            one_at_a_time("teams_absence_once", "user"),
            models.CheckConstraint(name="teams_absence_period", condition=Q(until__gte=F("since"))),
            models.CheckConstraint(
                name="teams_absence_somebody_else", condition=~Q(stand_in=F("user"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.since:%Y-%m-%d} – {self.until:%Y-%m-%d}"
