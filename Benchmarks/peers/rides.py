"""Taxi rides as rows to learn from. Needs numpy and pandas."""

import numpy
import pandas


def kept_rides(path, limit=None):
    """The rides that the filters of datasets/nyc-taxi/recipe.json keep, of the first `limit` in a file."""
    rides = pandas.read_csv(path, nrows=limit)
    longitude = rides.pickup_longitude.between(-74.5, -72.8) & rides.dropoff_longitude.between(-74.5, -72.8)
    latitude = rides.pickup_latitude.between(40.5, 41.8) & rides.dropoff_latitude.between(40.5, 41.8)
    plausible = rides.fare_amount.between(2.5, 250) & rides.passenger_count.between(0, 8)
    return rides[longitude & latitude & plausible].reset_index(drop=True)


def plain_features(rides):
    """Fourteen features that anybody would begin with."""
    time = pandas.to_datetime(rides.pickup_datetime, utc=True).dt
    lat1, lat2 = numpy.radians(rides.pickup_latitude), numpy.radians(rides.dropoff_latitude)
    dlat, dlon = lat2 - lat1, numpy.radians(rides.dropoff_longitude - rides.pickup_longitude)
    a = numpy.sin(dlat / 2) ** 2 + numpy.cos(lat1) * numpy.cos(lat2) * numpy.sin(dlon / 2) ** 2
    y, x = numpy.sin(dlon) * numpy.cos(lat2), numpy.cos(lat1) * numpy.sin(lat2) - numpy.sin(lat1) * numpy.cos(lat2) * numpy.cos(dlon)
    features = rides[["pickup_longitude", "pickup_latitude", "dropoff_longitude", "dropoff_latitude", "passenger_count"]].copy()
    features["distance_km"] = 2 * 6371 * numpy.arcsin(numpy.sqrt(a))
    features["bearing"] = numpy.degrees(numpy.arctan2(y, x))
    features["abs_delta_longitude"], features["abs_delta_latitude"] = dlon.abs(), dlat.abs()
    features["year"], features["month"], features["day"] = time.year, time.month, time.day
    features["weekday"], features["hour"] = time.weekday, time.hour
    return features
